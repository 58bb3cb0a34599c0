import { createHash } from 'node:crypto'
import {
  deployMessage,
  type Holder,
  type Standing,
  standingOf,
  type WantedDashboard,
} from '../analysis/dashboard-deployment.ts'
import type { DashboardChange } from '../analysis/dashboard-diff.ts'
import { stableText } from '../analysis/json.ts'
import type { GrafanaClient } from '../clients/grafana.ts'
import { type DashboardStore, fileProvisioning, type SaveOutcome } from '../clients/grafana-store.ts'
import { type ExitCode, exitCode, type Failure } from '../model/failure.ts'
import { failureOfOne, type Leftover, requestsAtOnce, type Survey, type Surveyed } from './dashboards-survey.ts'
import { inParallel } from './in-parallel.ts'

/** How a deploy goes about it. */
export interface DeployChoices {
  /** Say what would be done, and do nothing. */
  readonly dryRun: boolean
  /** Also replace, or remove, what was changed in Grafana. */
  readonly force: boolean
  /** Remove what was deployed once and is not wanted any more. */
  readonly prune: boolean
}

/** What a deploy did with one dashboard, or would do. */
export interface Deployed {
  readonly uid: string
  readonly title: string
  readonly folder: string
  readonly outcome:
    | 'created'
    | 'updated'
    | 'unchanged'
    | 'provisioned'
    | 'conflict'
    | 'failed'
    | 'removed'
    | 'left over'
  /** From what stands in Grafana to what the definition gives. */
  readonly changes: readonly DashboardChange[]
  /** What was changed in Grafana since the last deploy. */
  readonly edits: readonly DashboardChange[]
  /** Why nothing was done, and what to do. */
  readonly reason?: string
}

const reasons = {
  edited: 'changed in Grafana since the last deploy; take the change into the definition, or replace it with --force',
  foreign: 'a dashboard with this uid is there that was never deployed from here; replace it with --force',
  unclear: 'it differs, and the account may not read its versions, so who changed it is unclear; the role Editor may',
  raced: 'somebody saved it a moment ago; run the command again',
  leftover: 'no longer generated; remove it with --prune',
  editedLeftover: 'no longer generated, but changed in Grafana since the last deploy; remove it with --prune --force',
  held: ({ name, file = '' }: Holder) =>
    name === fileProvisioning
      ? `change the provisioned file ${file}`.trim()
      : `change it where it comes from: ${name} ${file}`.trim(),
}

function changesOf(standing: Standing): Pick<Deployed, 'changes' | 'edits'> {
  return {
    changes: 'changes' in standing ? standing.changes : [],
    edits: 'edits' in standing ? standing.edits : [],
  }
}

/** What is to be done with one dashboard; `created` and `updated` are still to be carried out. */
function planned({ wanted, ...surveyed }: Surveyed, force: boolean): Deployed {
  const { uid, title, folder } = wanted
  if ('failure' in surveyed) return { uid, title, folder, changes: [], edits: [], ...failed(surveyed.failure) }
  const { standing } = surveyed
  const row = { uid, title, folder, ...changesOf(standing) }
  switch (standing.kind) {
    case 'absent':
      return { ...row, outcome: 'created' }
    case 'same':
      return { ...row, outcome: 'unchanged' }
    case 'outdated':
      return { ...row, outcome: 'updated' }
    case 'held': {
      const reason = standing.changes.length === 0 ? {} : { reason: reasons.held(standing.holder) }
      return { ...row, outcome: 'provisioned', ...reason }
    }
    case 'unclear':
      return force ? { ...row, outcome: 'updated' } : { ...row, outcome: 'failed', reason: reasons.unclear }
    case 'edited':
    case 'foreign':
      return force ? { ...row, outcome: 'updated' } : { ...row, outcome: 'conflict', reason: reasons[standing.kind] }
  }
}

function failed({ message, mend }: Failure): Pick<Deployed, 'outcome' | 'reason'> {
  return { outcome: 'failed', reason: `${message} ${mend}` }
}

function digestOf({ content, folder }: WantedDashboard): string {
  return createHash('sha256')
    .update(`${folder} ${stableText(content)}`)
    .digest('hex')
    .slice(0, 12)
}

/** Saves; where the answer was lost, looks whether it was carried out. */
async function saved(store: DashboardStore, { wanted, live }: Surveyed): Promise<SaveOutcome> {
  const { uid, folder, content } = wanted
  const message = deployMessage(uid, folder, digestOf(wanted))
  const replaces = live === undefined ? {} : { replaces: live }
  const outcome = await store.save({ uid, folder, content, message, ...replaces }).catch(failureOfOne)
  if ('kind' in outcome && outcome.kind === 'saved') return outcome
  // A repeated save meets its own first try as a conflict.
  const now = await store.read(uid).catch(() => undefined)
  const standing = await standingOf(wanted, now, async () => [])
  if (now !== undefined && standing.kind === 'same') return { kind: 'saved', version: now.version }
  if (!('kind' in outcome)) throw outcome
  return outcome
}

async function carriedOut(
  store: DashboardStore,
  surveyed: Surveyed,
  plan: Deployed,
  folders: ReadonlyMap<string, Failure | undefined>,
): Promise<Deployed> {
  if (plan.outcome !== 'created' && plan.outcome !== 'updated') return plan
  const failure = folders.get(plan.folder)
  if (failure !== undefined) return { ...plan, ...failed(failure) }
  try {
    const { kind } = await saved(store, surveyed)
    return kind === 'saved' ? plan : { ...plan, outcome: 'conflict', reason: reasons.raced }
  } catch (cause) {
    return { ...plan, ...failed(failureOfOne(cause)) }
  }
}

async function pruned(store: DashboardStore, { live, edits }: Leftover, choices: DeployChoices): Promise<Deployed> {
  const { uid, title, folder } = live
  const row = { uid, title, folder, changes: [], edits }
  if (!choices.prune) return { ...row, outcome: 'left over', reason: reasons.leftover }
  if (edits.length > 0 && !choices.force) return { ...row, outcome: 'conflict', reason: reasons.editedLeftover }
  try {
    if (!choices.dryRun) await store.remove(live)
    return { ...row, outcome: 'removed' }
  } catch (cause) {
    return { ...row, ...failed(failureOfOne(cause)) }
  }
}

/** The folders that something new is put into: uid -> title. Where a dashboard of theirs stands, they are there. */
function missingFolders(
  survey: Survey,
  plans: readonly Deployed[],
  titles: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const there = new Set(survey.dashboards.flatMap(({ live }) => live?.folder ?? []))
  const needed = plans
    .filter(({ outcome }) => outcome === 'created' || outcome === 'updated')
    .map(({ folder }) => folder)
  return new Map(needed.filter((uid) => !there.has(uid)).map((uid) => [uid, titles.get(uid) ?? uid]))
}

/** Brings a Grafana to what the definition gives; only what differs is written. With `dryRun` it says what it would do. */
export async function deployDashboards(
  grafana: GrafanaClient,
  survey: Survey,
  folders: ReadonlyMap<string, string>,
  choices: DeployChoices,
): Promise<readonly Deployed[]> {
  const { store, dashboards, leftovers } = survey
  const plans = dashboards.map((surveyed) => ({ surveyed, plan: planned(surveyed, choices.force) }))
  const removed = () => inParallel(leftovers, requestsAtOnce, (leftover) => pruned(store, leftover, choices))
  if (choices.dryRun) return [...plans.map(({ plan }) => plan), ...(await removed())]
  const missing = missingFolders(
    survey,
    plans.map(({ plan }) => plan),
    folders,
  )
  const made = await inParallel([...missing], requestsAtOnce, async ([uid, title]) => {
    const failure = await grafana.ensureFolder(uid, title).then(() => undefined, failureOfOne)
    return [uid, failure] as const
  })
  const done = await inParallel(plans, requestsAtOnce, ({ surveyed, plan }) =>
    carriedOut(store, surveyed, plan, new Map(made)),
  )
  return [...done, ...(await removed())]
}

/** The code that a deploy ends with: 1 where something was refused, 3 where something could not be done. */
export function deployCode(rows: readonly Deployed[]): ExitCode {
  if (rows.some(({ outcome, changes }) => outcome === 'conflict' || (outcome === 'provisioned' && changes.length > 0)))
    return exitCode.broken
  return rows.some(({ outcome }) => outcome === 'failed') ? exitCode.unmeasured : exitCode.held
}
