import { listOf, objectOf, textOf } from '../analysis/json.ts'
import { legacyStore } from './grafana-legacy.ts'
import { askGrafana } from './grafana-request.ts'
import { offeredResourceVersion, ownNamespace, resourceStore } from './grafana-resources.ts'
import type { DashboardStore } from './grafana-store.ts'
import { type Endpoint, endpointOf } from './http.ts'
import { type RetryPolicy, retrying } from './retry.ts'

/** Who is spoken for: a service account by its token, or a user. */
export type GrafanaCredentials = { readonly token: string } | { readonly user: string; readonly password: string }

/** How Grafana is reached. */
export interface GrafanaOptions {
  /** May hold a path prefix, and user and password, which then count instead of `credentials`. */
  readonly url: string
  readonly credentials?: GrafanaCredentials | undefined
  readonly fetch?: typeof fetch
  /** For each request with its repetitions; 15 seconds where left out. */
  readonly timeoutMs?: number
  readonly interrupted?: AbortSignal | undefined
  readonly retry?: RetryPolicy
}

/** A dashboard as a search finds it. */
export interface FoundDashboard {
  readonly uid: string
  readonly folder: string
}

/** A mark in all panels of a dashboard. Times are milliseconds since 1970. */
export interface Annotation {
  readonly dashboardUid: string
  readonly time: number
  readonly text: string
  readonly tags: readonly string[]
}

/** A data source of Grafana. */
export interface DataSource {
  readonly uid: string
  readonly name: string
  readonly type: string
}

/**
 * A Grafana from 10.4 on. Every method throws a Failure (exit code 3) that says what happened and what to do where Grafana
 * does not answer, or refuses.
 */
export interface GrafanaClient {
  /** Its address without credentials. */
  readonly address: string
  /** Its dashboards, by the newest interface that both sides know; asked for once. */
  dashboards(): Promise<DashboardStore>
  /** Makes the folder unless it is there. */
  ensureFolder(uid: string, title: string): Promise<void>
  /** Dashboards with this tag in any folder. Grafana's search may lag a few seconds behind. */
  tagged(tag: string): Promise<readonly FoundDashboard[]>
  /** Draws a moment into a dashboard and gives its id; `undefined` where there is no such dashboard. */
  annotate(annotation: Annotation): Promise<number | undefined>
  /** Makes the moment of an annotation a region with another text. */
  closeAnnotation(
    id: number,
    end: Omit<Annotation, 'dashboardUid' | 'time'> & { readonly timeEnd: number },
  ): Promise<void>
  /** The data sources that the account may see; `undefined` where it may not ask. */
  dataSources(): Promise<readonly DataSource[] | undefined>
}

function authorized(endpoint: Endpoint, credentials: GrafanaCredentials | undefined): Endpoint {
  if (endpoint.headers['authorization'] !== undefined || credentials === undefined) return endpoint
  const authorization =
    'token' in credentials
      ? `Bearer ${credentials.token}`
      : `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`
  return { ...endpoint, headers: { ...endpoint.headers, authorization } }
}

async function findStore(endpoint: Endpoint): Promise<DashboardStore> {
  const version = await offeredResourceVersion(endpoint)
  const namespace = version === undefined ? undefined : await ownNamespace(endpoint)
  if (version === undefined || namespace === undefined) return legacyStore(endpoint)
  return resourceStore(endpoint, version, namespace)
}

async function ensureFolder(endpoint: Endpoint, uid: string, title: string): Promise<void> {
  const path = `/api/folders/${encodeURIComponent(uid)}`
  // Who may not see all folders is told 403, not 404, of one that does not exist.
  const found = await askGrafana(endpoint, { path, what: `reading folder "${uid}"`, expects: [403, 404] })
  if (found.status < 400) return
  const what = `making folder "${uid}"`
  // 409 and 412: it is there, made by another deploy a moment ago or hidden from this account.
  await askGrafana(endpoint, { method: 'POST', path: '/api/folders', body: { uid, title }, what, expects: [409, 412] })
}

async function tagged(endpoint: Endpoint, tag: string): Promise<readonly FoundDashboard[]> {
  const query = new URLSearchParams({ type: 'dash-db', tag, limit: '5000' })
  const { body } = await askGrafana(endpoint, { path: `/api/search?${query}`, what: `dashboards tagged "${tag}"` })
  return listOf(body)
    .map(objectOf)
    .map(({ uid, folderUid }) => ({ uid: textOf(uid), folder: textOf(folderUid) }))
}

async function annotate(endpoint: Endpoint, annotation: Annotation): Promise<number | undefined> {
  const { dashboardUid, time, text, tags } = annotation
  const body = { dashboardUID: dashboardUid, time, text, tags }
  const what = `marking the run in dashboard "${dashboardUid}"`
  const answer = await askGrafana(endpoint, { method: 'POST', path: '/api/annotations', body, what, expects: [404] })
  const { id } = objectOf(answer.body)
  return answer.status !== 404 && typeof id === 'number' ? id : undefined
}

async function dataSources(endpoint: Endpoint): Promise<readonly DataSource[] | undefined> {
  const answer = await askGrafana(endpoint, { path: '/api/datasources', what: 'its data sources', expects: [403] })
  if (answer.status === 403) return undefined
  return listOf(answer.body)
    .map(objectOf)
    .map(({ uid, name, type }) => ({ uid: textOf(uid), name: textOf(name), type: textOf(type) }))
}

/** A client of the Grafana at this URL. Asks nothing yet; throws a Failure (exit code 2) where the URL is none. */
export function grafanaClient(options: GrafanaOptions): GrafanaClient {
  const { url, credentials, timeoutMs = 15_000, interrupted, retry } = options
  const send = retrying(options.fetch ?? fetch, retry)
  const endpoint = authorized(endpointOf('Grafana', url, { timeoutMs, interrupted, fetch: send }), credentials)
  let store: Promise<DashboardStore> | undefined
  return {
    address: endpoint.address,
    dashboards() {
      store ??= findStore(endpoint)
      return store
    },
    ensureFolder: (uid, title) => ensureFolder(endpoint, uid, title),
    tagged: (tag) => tagged(endpoint, tag),
    annotate: (annotation) => annotate(endpoint, annotation),
    async closeAnnotation(id, { timeEnd, text, tags }) {
      const request = { method: 'PATCH', path: `/api/annotations/${id}`, body: { timeEnd, text, tags } } as const
      await askGrafana(endpoint, { ...request, what: 'marking the end of the run' })
    },
    dataSources: () => dataSources(endpoint),
  }
}
