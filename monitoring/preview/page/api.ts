import type { Prometheus } from '../../../src/panels/frame.ts'
import { fieldsOf, listOf, textOf, textsOf } from '../../../src/panels/json.ts'
import { prometheusOver } from '../../../src/panels/prometheus-api.ts'

/** A dashboard in the list of all. */
export interface ListedDashboard {
  readonly uid: string
  readonly title: string
  readonly tags: readonly string[]
  readonly file: string
}

/** A dashboard as the server gives it. */
export interface FetchedDashboard {
  readonly json: unknown
  readonly file: string
  readonly scrapeInterval: string
  readonly prometheus: string
  readonly problems: readonly string[]
}

async function fetched(path: string): Promise<unknown> {
  const response = await fetch(path)
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(textOf(fieldsOf(body)['error'], `The preview answered ${response.status}.`))
  return body
}

/** All dashboards that the server offers, and what it could not read. */
export async function listDashboards(): Promise<{
  readonly dashboards: readonly ListedDashboard[]
  readonly problems: readonly string[]
}> {
  const { dashboards, problems } = fieldsOf(await fetched('/api/dashboards'))
  const read = listOf(dashboards).map((entry) => {
    const { uid, title, tags, file } = fieldsOf(entry)
    return { uid: textOf(uid), title: textOf(title), tags: textsOf(tags), file: textOf(file) }
  })
  return { dashboards: read, problems: textsOf(problems) }
}

/** One dashboard. Throws an Error with the server's words where there is none. */
export async function fetchDashboard(uid: string): Promise<FetchedDashboard> {
  const { json, file, scrapeInterval, prometheus, problems } = fieldsOf(await fetched(`/api/dashboards/${uid}`))
  return {
    json,
    file: textOf(file),
    scrapeInterval: textOf(scrapeInterval, '15s'),
    prometheus: textOf(prometheus),
    problems: textsOf(problems),
  }
}

/** The Prometheus behind the server. Questions end when the signal is aborted. */
export function proxiedPrometheus(signal: AbortSignal): Prometheus {
  return prometheusOver(async (path, parameters) => {
    const query = new URLSearchParams(parameters.map(([name, value]) => [name, value]))
    // Lists of label values are asked for by GET alone.
    const isLabelValues = path.startsWith('/api/v1/label/')
    const response = isLabelValues
      ? await fetch(`${path}?${query}`, { signal })
      : await fetch(path, { method: 'POST', body: query, signal })
    return (await response.json()) as unknown
  })
}

/** Calls back whenever what the server offers has changed. */
export function onChange(changed: () => void): void {
  new EventSource('/api/changes').addEventListener('message', changed)
}
