import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

// https://github.com/grafana/grafana/blob/main/pkg/util/shortid_generator.go
const validUid = /^[a-zA-Z0-9_-]{1,40}$/

/** A uid that Grafana accepts, ids that are unique, refIds that are unique in their panel. */
export function checkIdentity({ uid = '', panels = [] }: Dashboard): readonly string[] {
  const found = validUid.test(uid) ? [] : [`uid "${uid}" is not 1 to 40 letters, digits, "-" and "_"`]
  const seen = new Map<number | undefined, string>()
  for (const panel of panels) {
    const { id, title = '' } = panel
    const first = seen.get(id)
    if (id === undefined || id < 1) found.push(`panel "${title}" has no id`)
    else if (first !== undefined)
      found.push(`panels "${first}" and "${title}" share the id ${id}; change the key of one`)
    seen.set(id, title)
    const refIds = 'targets' in panel ? (panel.targets ?? []).map((target) => Reflect.get(target, 'refId')) : []
    if (refIds.some((refId) => typeof refId !== 'string' || refId === ''))
      found.push(`panel "${title}" has a query without refId`)
    if (new Set(refIds).size < refIds.length) found.push(`panel "${title}" uses a refId twice`)
  }
  return found
}
