import { product } from '../model/names.ts'
import { type DashboardChange, diffDashboards } from './dashboard-diff.ts'
import { type JsonObject, listOf, objectOf, textOf } from './json.ts'

/** A dashboard as it is to stand in Grafana. */
export interface WantedDashboard {
  readonly uid: string
  readonly title: string
  /** Uid of its folder. */
  readonly folder: string
  readonly content: JsonObject
  /** The same as its file says it, which is what file provisioning gives. */
  readonly file: JsonObject
}

/** Who a dashboard belongs to, such as file provisioning, and the file that it comes from where Grafana tells. */
export interface Holder {
  readonly name: string
  readonly file: string | undefined
}

/** A dashboard as it stands in Grafana. */
export interface LiveDashboard {
  readonly uid: string
  readonly title: string
  /** Uid of its folder; empty at the top. */
  readonly folder: string
  readonly version: number
  /** What the client needs to replace this state and no later one. */
  readonly revision: JsonObject
  readonly content: JsonObject
  /** What keeps it at a state of its own, so that it is never saved from here; `undefined` where nothing does. */
  readonly holder: Holder | undefined
}

/** One saved state of a dashboard. */
export interface SavedVersion {
  readonly version: number
  readonly message: string
  content(): Promise<JsonObject>
}

/** How a dashboard in Grafana relates to the definition, and what differs. `before` is Grafana, `after` the definition. */
export type Standing =
  | { readonly kind: 'absent' | 'same' }
  /** It stands as it was deployed, and the definition has moved on. */
  | { readonly kind: 'outdated'; readonly changes: readonly DashboardChange[] }
  /** It is not what was deployed: `edits` are what was changed since. */
  | {
      readonly kind: 'edited'
      readonly changes: readonly DashboardChange[]
      readonly edits: readonly DashboardChange[]
    }
  /** It was never deployed from here. */
  | { readonly kind: 'foreign'; readonly changes: readonly DashboardChange[] }
  /** Who changed it cannot be told: its versions may not be read. */
  | { readonly kind: 'unclear'; readonly changes: readonly DashboardChange[] }
  /** Something else holds it. No changes where it is equal. */
  | { readonly kind: 'held'; readonly holder: Holder; readonly changes: readonly DashboardChange[] }

interface Mark {
  readonly folder: string
  readonly message: string
}

/**
 * The message of a version that is deployed: says to people who saved it, and to the next deploy what it was. The uid makes
 * a copy's message no mark of the copy; the digest tells one deploy from another.
 */
export function deployMessage(uid: string, folder: string, digest: string): string {
  return `Deployed by ${product}: ${uid} in ${folder}, content ${digest}`
}

function markOf(uid: string, message: string): Mark | undefined {
  const [, marked, folder] = new RegExp(`^Deployed by ${product}: (\\S+) in (\\S+), content \\S+$`).exec(message) ?? []
  return marked === uid && folder !== undefined ? { folder, message } : undefined
}

/** Whether this product has deployed the dashboard, whoever has saved it since. */
export function isOurs(uid: string, history: readonly SavedVersion[]): boolean {
  return history.some(({ message }) => markOf(uid, message) !== undefined)
}

function folderChange(before: string, after: string): readonly DashboardChange[] {
  return before === after ? [] : [{ field: 'folder', before, after }]
}

/** What was changed in Grafana since the last deploy; `undefined` where it was never deployed. `history`: newest first. */
export async function editsSinceDeploy(
  live: LiveDashboard,
  history: readonly SavedVersion[],
): Promise<readonly DashboardChange[] | undefined> {
  const mark = history.map(({ message }) => markOf(live.uid, message)).find((found) => found !== undefined)
  if (mark === undefined) return undefined
  // Some clients save a dashboard with the message that they read: the oldest version with this one is the deployed one.
  const deployed = history.findLast(({ message }) => message === mark.message)
  const content = (await deployed?.content()) ?? {}
  return [...diffDashboards(content, live.content), ...folderChange(mark.folder, live.folder)]
}

/** Judges one dashboard. `history` (newest first; `undefined` where it may not be read) is asked for only where it decides. */
export async function standingOf(
  wanted: WantedDashboard,
  live: LiveDashboard | undefined,
  history: () => Promise<readonly SavedVersion[] | undefined>,
): Promise<Standing> {
  if (live === undefined) return { kind: 'absent' }
  // A file's folder is the provisioning's affair.
  if (live.holder !== undefined)
    return { kind: 'held', holder: live.holder, changes: diffDashboards(live.content, wanted.file) }
  const changes = [...diffDashboards(live.content, wanted.content), ...folderChange(live.folder, wanted.folder)]
  if (changes.length === 0) return { kind: 'same' }
  const versions = await history()
  if (versions === undefined) return { kind: 'unclear', changes }
  const edits = await editsSinceDeploy(live, versions)
  if (edits === undefined) return { kind: 'foreign', changes }
  return edits.length === 0 ? { kind: 'outdated', changes } : { kind: 'edited', changes, edits }
}

/** The data sources that a dashboard asks for before anyone chooses: uid -> type of its plugin. */
export function defaultDataSources(content: JsonObject): ReadonlyMap<string, string> {
  const variables = listOf(objectOf(content['templating'])['list']).map(objectOf)
  return new Map(
    variables
      .filter(({ type }) => type === 'datasource')
      .map(({ current, query }) => [textOf(objectOf(current)['value']), textOf(query)] as const)
      .filter(([uid]) => uid !== ''),
  )
}

/** The dashboard with another data source of the same type as the one that it asks for first. */
export function withDataSource(content: JsonObject, uid: string, type: string): JsonObject {
  const templating = objectOf(content['templating'])
  const list = listOf(templating['list']).map((entry) => {
    const variable = objectOf(entry)
    if (variable['type'] !== 'datasource' || variable['query'] !== type) return variable
    return { ...variable, current: { ...objectOf(variable['current']), text: uid, value: uid } }
  })
  return { ...content, templating: { ...templating, list } }
}
