import {
  editsSinceDeploy,
  isOurs,
  type LiveDashboard,
  type Standing,
  standingOf,
  type WantedDashboard,
} from '../analysis/dashboard-deployment.ts'
import type { DashboardChange } from '../analysis/dashboard-diff.ts'
import type { DataSource, GrafanaClient } from '../clients/grafana.ts'
import type { DashboardStore } from '../clients/grafana-store.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { product } from '../model/names.ts'
import { inParallel } from './in-parallel.ts'

/** As many requests as browsers send at a time. */
export const requestsAtOnce = 6

/** One wanted dashboard, what stands in Grafana in its place, and how they relate; or why that could not be told. */
export type Surveyed = {
  readonly wanted: WantedDashboard
  readonly live: LiveDashboard | undefined
} & ({ readonly standing: Standing } | { readonly failure: Failure })

/** A dashboard that was deployed once and is not wanted any more, with what was changed in it since. */
export interface Leftover {
  readonly live: LiveDashboard
  readonly edits: readonly DashboardChange[]
}

/** What stands in a Grafana, seen from the definition. */
export interface Survey {
  readonly store: DashboardStore
  readonly dashboards: readonly Surveyed[]
  readonly leftovers: readonly Leftover[]
  /** What does not prevent a deploy but may leave the dashboards empty, one sentence each. */
  readonly warnings: readonly string[]
}

/** The failure of one dashboard among others; an interruption is one of all, and thrown on. */
export function failureOfOne(cause: unknown): Failure {
  if (cause instanceof Failure && cause.code !== exitCode.interrupted) return cause
  throw cause
}

async function surveyOne(store: DashboardStore, wanted: WantedDashboard): Promise<Surveyed> {
  let live: LiveDashboard | undefined
  try {
    live = await store.read(wanted.uid)
    return { wanted, live, standing: await standingOf(wanted, live, () => store.history(wanted.uid)) }
  } catch (cause) {
    return { wanted, live, failure: failureOfOne(cause) }
  }
}

async function leftoverOf(
  store: DashboardStore,
  uid: string,
  folders: ReadonlyMap<string, string>,
): Promise<Leftover | undefined> {
  // What this account may not read it can neither have deployed nor remove.
  const live = await store.read(uid).catch((cause: unknown) => void failureOfOne(cause))
  // A search may show what is gone or has moved.
  if (live === undefined || live.holder !== undefined || !folders.has(live.folder)) return undefined
  const history = (await store.history(uid)) ?? []
  // A tag and a folder can be given to any dashboard: what this product never deployed is not its own.
  if (!isOurs(uid, history)) return undefined
  return { live, edits: (await editsSinceDeploy(live, history)) ?? [] }
}

async function leftoversIn(
  grafana: GrafanaClient,
  store: DashboardStore,
  wanted: readonly WantedDashboard[],
  folders: ReadonlyMap<string, string>,
): Promise<readonly Leftover[]> {
  const uids = new Set(wanted.map(({ uid }) => uid))
  const found = (await grafana.tagged(product)).filter(({ uid, folder }) => folders.has(folder) && !uids.has(uid))
  const leftovers = await inParallel(found, requestsAtOnce, ({ uid }) => leftoverOf(store, uid, folders))
  return leftovers.filter((leftover) => leftover !== undefined)
}

function dataSourceWarning(uid: string, type: string, known: readonly DataSource[]): string | undefined {
  const found = known.find((source) => source.uid === uid)
  if (found?.type === type) return undefined
  const kind = type.charAt(0).toUpperCase() + type.slice(1)
  if (found) return `Data source "${uid}", which the dashboards ask for first, is of type ${found.type}, not ${type}.`
  const others = known.filter((source) => source.type === type)
  if (others.length === 0)
    return `This account sees no data source "${uid}" and no other of type ${type}: without one the dashboards stay empty. Add a ${kind} with this uid.`
  const choices = others.map((source) => `"${source.name}" (--data-source ${source.uid})`).join(', ')
  return `There is no data source "${uid}", which the dashboards ask for first. Deploy them for one that there is: ${choices}.`
}

async function dataSourceWarnings(
  grafana: GrafanaClient,
  asked: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const known = await grafana.dataSources()
  if (known === undefined)
    return ['The account may not see the data sources, so whether the right one exists is unknown.']
  return [...asked].map(([uid, type]) => dataSourceWarning(uid, type, known)).filter((text) => text !== undefined)
}

/** Looks at all that a deploy would touch and writes nothing. `folders` are those of the definition: uid -> title. */
export async function surveyGrafana(
  grafana: GrafanaClient,
  wanted: readonly WantedDashboard[],
  folders: ReadonlyMap<string, string>,
  dataSources: ReadonlyMap<string, string>,
): Promise<Survey> {
  const store = await grafana.dashboards()
  const [dashboards, leftovers, warnings] = await Promise.all([
    inParallel(wanted, requestsAtOnce, (one) => surveyOne(store, one)),
    leftoversIn(grafana, store, wanted, folders),
    dataSourceWarnings(grafana, dataSources),
  ])
  return { store, dashboards, leftovers, warnings }
}
