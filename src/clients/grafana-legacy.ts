import type { LiveDashboard, SavedVersion } from '../analysis/dashboard-deployment.ts'
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../analysis/json.ts'
import { askGrafana } from './grafana-request.ts'
import { type DashboardStore, fileProvisioning, type SaveOutcome } from './grafana-store.ts'
import type { Endpoint } from './http.ts'

function pathOf(uid: string): string {
  return `/api/dashboards/uid/${encodeURIComponent(uid)}`
}

function liveOf(uid: string, body: Json): LiveDashboard {
  const { dashboard, meta } = objectOf(body)
  const { folderUid, provisioned, provisionedExternalId } = objectOf(meta)
  const content = objectOf(dashboard)
  const version = Number(content['version'] ?? 0)
  return {
    uid,
    title: textOf(content['title']),
    folder: textOf(folderUid),
    version,
    revision: { version },
    content,
    holder:
      provisioned === true ? { name: fileProvisioning, file: textOf(provisionedExternalId) || undefined } : undefined,
  }
}

async function savedVersion(endpoint: Endpoint, uid: string, version: number): Promise<JsonObject> {
  const path = `${pathOf(uid)}/versions/${version}`
  return objectOf((await askGrafana(endpoint, { path, what: `version ${version} of "${uid}"` })).body)
}

async function historyOf(endpoint: Endpoint, uid: string): Promise<readonly SavedVersion[] | undefined> {
  const what = `the versions of "${uid}"`
  const { status, body } = await askGrafana(endpoint, { path: `${pathOf(uid)}/versions`, what, expects: [403] })
  if (status === 403) return undefined
  // A plain list before Grafana 11.
  const entries = (Array.isArray(body) ? listOf(body) : listOf(objectOf(body)['versions'])).map(objectOf)
  const unique = new Map(entries.map((entry) => [Number(entry['version']), entry]))
  const found = [...unique].map(async ([version, entry]): Promise<SavedVersion> => {
    const content = async () => objectOf((await savedVersion(endpoint, uid, version))['data'])
    // In the list Grafana 12 replaces the message of a first version by words of its own.
    const message =
      entry['message'] === 'Initial save' ? (await savedVersion(endpoint, uid, version))['message'] : entry['message']
    return { version, message: textOf(message), content }
  })
  return (await Promise.all(found)).sort((one, other) => other.version - one.version)
}

/** The dashboards of a Grafana by the interface that all have had since version 5. */
export function legacyStore(endpoint: Endpoint): DashboardStore {
  return {
    interfaceName: '/api/dashboards',
    async read(uid) {
      const what = `reading dashboard "${uid}"`
      const { status, body } = await askGrafana(endpoint, { path: pathOf(uid), what, expects: [404] })
      return status === 404 ? undefined : liveOf(uid, body)
    },
    history: (uid) => historyOf(endpoint, uid),
    async save({ uid, folder, content, message, replaces }): Promise<SaveOutcome> {
      const version = replaces === undefined ? {} : { version: replaces.revision['version'] }
      // Without `overwrite` Grafana refuses a dashboard that exists unless the version is its own.
      const body = { dashboard: { ...content, uid, ...version }, folderUid: folder, message, overwrite: false }
      const what = `saving dashboard "${uid}"`
      const answer = await askGrafana(endpoint, {
        method: 'POST',
        path: '/api/dashboards/db',
        body,
        what,
        expects: [409, 412],
      })
      if (answer.status >= 400) return { kind: 'conflict' }
      return { kind: 'saved', version: Number(objectOf(answer.body)['version']) }
    },
    async remove({ uid }) {
      const what = `removing dashboard "${uid}"`
      await askGrafana(endpoint, { method: 'DELETE', path: pathOf(uid), what, expects: [404] })
    },
  }
}
