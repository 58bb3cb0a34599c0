import type { LiveDashboard, SavedVersion } from '../analysis/dashboard-deployment.ts'
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../analysis/json.ts'
import { askGrafana, type GrafanaRequest } from './grafana-request.ts'
import { type DashboardSave, type DashboardStore, fileProvisioning, type SaveOutcome } from './grafana-store.ts'
import type { Endpoint } from './http.ts'

const group = 'dashboard.grafana.app'

const annotationNames = {
  folder: 'grafana.app/folder',
  message: 'grafana.app/message',
  manager: 'grafana.app/managedBy',
  source: 'grafana.app/sourcePath',
} as const

/** What Grafana calls the managers of its dashboards, as people know them. */
const managers: Readonly<Record<string, string>> = {
  'classic-file-provisioning': fileProvisioning,
  repo: 'Git Sync',
}

function liveOf(item: Json): LiveDashboard {
  const metadata = objectOf(objectOf(item)['metadata'])
  const spec = objectOf(objectOf(item)['spec'])
  const annotations = objectOf(metadata['annotations'])
  const manager = textOf(annotations[annotationNames.manager])
  return {
    uid: textOf(metadata['name']),
    title: textOf(spec['title']),
    folder: textOf(annotations[annotationNames.folder]),
    version: Number(metadata['generation'] ?? 0),
    // Labels and annotations of others stay as they are.
    revision: { resourceVersion: metadata['resourceVersion'], annotations, labels: metadata['labels'] },
    content: spec,
    holder:
      manager === ''
        ? undefined
        : { name: managers[manager] ?? manager, file: textOf(annotations[annotationNames.source]) || undefined },
  }
}

function resourceOf(apiVersion: string, { uid, folder, content, message, replaces }: DashboardSave): JsonObject {
  const { annotations, ...kept } = replaces?.revision ?? {}
  return {
    apiVersion,
    kind: 'Dashboard',
    metadata: {
      ...kept,
      name: uid,
      annotations: {
        ...objectOf(annotations),
        [annotationNames.folder]: folder,
        [annotationNames.message]: message,
      },
    },
    spec: content,
  }
}

async function historyOf(endpoint: Endpoint, path: string, uid: string): Promise<readonly SavedVersion[] | undefined> {
  const found: SavedVersion[] = []
  let next: string | undefined = ''
  while (next !== undefined) {
    const selectors = new URLSearchParams({
      labelSelector: 'grafana.app/get-history=true',
      fieldSelector: `metadata.name=${uid}`,
      ...(next === '' ? {} : { continue: next }),
    })
    const what = `the versions of "${uid}"`
    const { status, body } = await askGrafana(endpoint, { path: `${path}?${selectors}`, what, expects: [403] })
    if (status === 403) return undefined
    for (const item of listOf(objectOf(body)['items'])) {
      const { version, content, revision } = liveOf(item)
      const message = textOf(objectOf(revision['annotations'])[annotationNames.message])
      found.push({ version, message, content: async () => content })
    }
    next = textOf(objectOf(objectOf(body)['metadata'])['continue']) || undefined
  }
  return found.sort((one, other) => other.version - one.version)
}

/** The dashboards of a Grafana 12 or later by its resource interface, of which `version` is one that it offers. */
export function resourceStore(endpoint: Endpoint, version: string, namespace: string): DashboardStore {
  const interfaceName = `${group}/${version}`
  const path = `/apis/${interfaceName}/namespaces/${encodeURIComponent(namespace)}/dashboards`
  const pathOf = (uid: string) => `${path}/${encodeURIComponent(uid)}`
  return {
    interfaceName,
    async read(uid) {
      const what = `reading dashboard "${uid}"`
      const { status, body } = await askGrafana(endpoint, { path: pathOf(uid), what, expects: [404] })
      return status === 404 ? undefined : liveOf(body)
    },
    history: (uid) => historyOf(endpoint, path, uid),
    async save(save): Promise<SaveOutcome> {
      const target: Pick<GrafanaRequest, 'method' | 'path'> =
        save.replaces === undefined ? { method: 'POST', path } : { method: 'PUT', path: pathOf(save.uid) }
      const what = `saving dashboard "${save.uid}"`
      const answer = await askGrafana(endpoint, {
        ...target,
        body: resourceOf(interfaceName, save),
        what,
        expects: [409, 412],
      })
      if (answer.status >= 400) return { kind: 'conflict' }
      return { kind: 'saved', version: liveOf(answer.body).version }
    },
    async remove({ uid, revision }) {
      const body = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        preconditions: { resourceVersion: revision['resourceVersion'] },
      }
      const what = `removing dashboard "${uid}"`
      await askGrafana(endpoint, { method: 'DELETE', path: pathOf(uid), body, what, expects: [404] })
    },
  }
}

/** The version of the resource interface that this product speaks and this Grafana offers; `undefined` where there is none. */
export async function offeredResourceVersion(endpoint: Endpoint): Promise<string | undefined> {
  const what = 'which interfaces it has'
  const answer = await askGrafana(endpoint, { path: `/apis/${group}`, what, expects: [302, 403, 404, 405] })
  const versions = listOf(objectOf(answer.body)['versions']).map((entry) => textOf(objectOf(entry)['version']))
  // Alpha versions are offered by Grafana 11 behind a switch, and stand still there.
  return ['v1', 'v1beta1'].find((version) => versions.includes(version))
}

/** The namespace of the organisation that the credentials belong to; `undefined` where Grafana does not tell. */
export async function ownNamespace(endpoint: Endpoint): Promise<string | undefined> {
  const what = 'the organisation of the account'
  const { body } = await askGrafana(endpoint, { path: '/api/frontend/settings', what, expects: [302, 403, 404, 500] })
  return textOf(objectOf(body)['namespace']) || undefined
}
