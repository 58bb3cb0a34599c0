import type { WantedDashboard } from '../../analysis/dashboard-deployment.ts'
import { type Json, type JsonObject, listOf, objectOf, textOf } from '../../analysis/json.ts'
import { type GrafanaClient, grafanaClient } from '../../clients/grafana.ts'
import type { Accounts, StandIn } from '../../clients/testing/grafana-exchanges.ts'
import type { GrafanaServer } from '../../clients/testing/grafana-server.ts'
import type { ExitCode } from '../../model/failure.ts'
import { type DeployChoices, type Deployed, deployCode, deployDashboards } from '../dashboards-deploy.ts'
import { surveyGrafana } from '../dashboards-survey.ts'
import { contractDashboard } from './contract-dashboards.ts'

/** What these tests make in a Grafana, and take away again. */
export interface ContractNames {
  readonly one: string
  readonly two: string
  readonly theirs: string
  readonly copy: string
  /** The folder of the dashboards, and one of somebody else. */
  readonly folder: string
  readonly otherFolder: string
}

/** Names that begin alike: of two runs on one Grafana, neither meets what is left, or remembered, of the other. */
export function contractNames(prefix: string): ContractNames {
  const name = (word: string) => `${prefix}-${word}`
  return {
    one: name('one'),
    two: name('two'),
    theirs: name('theirs'),
    copy: name('copy'),
    folder: `sidelight-${prefix}`,
    otherFolder: name('other'),
  }
}

/** Tokens of two service accounts: one that may edit, one that may look. */
export interface Tokens {
  readonly editor: string
  readonly viewer: string
}

/** Who a recording says that a request came from. */
export function accountsOf({ editor, viewer }: Tokens): Accounts {
  return { [`Bearer ${editor}`]: 'editor', [`Bearer ${viewer}`]: 'viewer' }
}

/**
 * Makes the service accounts on a real Grafana. `remove` takes them away; not before other accounts are made, which would
 * get their ids, and for a minute what Grafana remembers of their permissions.
 */
export async function makeAccounts(
  { url, user, password }: GrafanaServer,
  name: string,
): Promise<Tokens & { remove(): Promise<void> }> {
  const ask = async (method: string, path: string, body?: JsonObject) => {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return objectOf((await answer.json()) as Json)
  }
  const made: Json[] = []
  const token = async (role: string) => {
    const account = await ask('POST', '/api/serviceaccounts', { name: `${name}-${role}-${process.pid}`, role })
    made.push(account['id'])
    return textOf(
      (await ask('POST', `/api/serviceaccounts/${account['id']}/tokens`, { name: String(account['name']) }))['key'],
    )
  }
  return {
    editor: await token('Editor'),
    viewer: await token('Viewer'),
    remove: async () => void (await Promise.all(made.map((id) => ask('DELETE', `/api/serviceaccounts/${id}`)))),
  }
}

/** A dashboard of the contract as the definition gives it. */
export function wantedDashboard(uid: string, folder: string, changes: JsonObject = {}): WantedDashboard {
  const file: JsonObject = { ...contractDashboard(uid, `Contract ${uid}`, 'contract'), ...changes }
  const { uid: _, ...content } = file
  return {
    uid,
    title: textOf(file['title']),
    folder,
    content: { ...content, editable: true },
    file,
  }
}

/** What a test does to a Grafana, as the product and as people who use it. */
export interface GrafanaBench {
  readonly names: ContractNames
  readonly grafana: GrafanaClient
  /** The client with another account. */
  as(token: string): GrafanaClient
  /** Looks and deploys; `between` happens after the look. */
  deploy(
    wanted: readonly WantedDashboard[],
    choices?: Partial<DeployChoices> & { readonly grafana?: GrafanaClient; between?(): Promise<void> },
  ): Promise<{ readonly rows: readonly Deployed[]; readonly code: ExitCode }>
  /** Reads a dashboard by the old interface. */
  read(uid: string): Promise<{ readonly dashboard: JsonObject; readonly folder: string } | undefined>
  /** Saves a dashboard as the editor of Grafana does. */
  save(dashboard: JsonObject, folder?: string): Promise<void>
  /** Makes the folder of somebody else. */
  makeOtherFolder(): Promise<void>
  /** Waits until a search finds exactly these dashboards in the folder. */
  untilFound(uids: readonly string[]): Promise<void>
  hasFolder(uid: string): Promise<boolean>
  /** Removes all that the tests made, and these folders. */
  clear(...folders: readonly string[]): Promise<void>
}

/** Makes the bench on a Grafana, or on what stands in for it. */
export function grafanaBench({ url }: Pick<StandIn, 'url'>, { editor }: Tokens, names: ContractNames): GrafanaBench {
  const as = (token: string) => grafanaClient({ url, credentials: { token }, retry: { delaysMs: [] } })
  const grafana = as(editor)
  const ask = async (method: string, path: string, body?: JsonObject) => {
    const headers = { authorization: `Bearer ${editor}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
    return { status: answer.status, body: (await answer.json()) as Json }
  }
  const found = async () => {
    const { body } = await ask('GET', `/api/search?type=dash-db&folderUIDs=${names.folder}`)
    return listOf(body).map((entry) => textOf(objectOf(entry)['uid']))
  }
  return {
    names,
    grafana,
    as,
    async deploy(wanted, { grafana: client = grafana, between, ...choices } = {}) {
      const folders = new Map([[names.folder, 'Contract']])
      const survey = await surveyGrafana(client, wanted, folders, new Map())
      await between?.()
      const all = { dryRun: false, force: false, prune: false, ...choices }
      const rows = await deployDashboards(client, survey, folders, all)
      return { rows, code: deployCode(rows) }
    },
    async read(uid) {
      const { status, body } = await ask('GET', `/api/dashboards/uid/${uid}`)
      if (status === 404) return undefined
      const { dashboard, meta } = objectOf(body)
      return { dashboard: objectOf(dashboard), folder: textOf(objectOf(meta)['folderUid']) }
    },
    async save(dashboard, folder = names.folder) {
      const answer = await ask('POST', '/api/dashboards/db', { dashboard, folderUid: folder, message: '' })
      if (answer.status !== 200) throw new Error(`not saved: ${JSON.stringify(answer)}`)
    },
    makeOtherFolder: async () => void (await ask('POST', '/api/folders', { uid: names.otherFolder, title: 'Other' })),
    async untilFound(uids) {
      for (let tries = 0; tries < 100; tries++) {
        if ((await found()).sort().join() === [...uids].sort().join()) return
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      throw new Error(`the search finds ${await found()}`)
    },
    hasFolder: async (uid) => (await ask('GET', `/api/folders/${uid}`)).status === 200,
    clear: async (...folders) => {
      const all = [names.folder, names.otherFolder, ...folders]
      await Promise.all(all.map((uid) => ask('DELETE', `/api/folders/${uid}`)))
    },
  }
}
