import type { Service, StepsScenario } from '../model/service.ts'
import { errorBudget, seconds } from '../model/units.ts'
import { generatorRows } from './generator.ts'
import { guardRows } from './health-rows.ts'
import type { StepCounts, SteppedCounts } from './load-counts.ts'
import { type Evidence, isUnmeasured } from './run.ts'
import { judgeShare } from './share.ts'
import type { StepResult, Verdict, VerdictRow } from './verdict.ts'

/** Id of the row about the recovery: it is measured when the load is over. */
export const recoveryId = 'promise.recovery'

const promise = { kind: 'promise', measuredAt: 'client', required: true } as const

/** The availability SLO of the service tells which answers are failures; without one, all that ended are none. */
function failedShare(service: Service, step: StepCounts, due: number): number {
  const availability = Object.entries(service.slos).find(([, { kind }]) => kind === 'availability')?.[0]
  const good = availability === undefined ? step.completed : (step.kept[availability] ?? 0)
  return due > 0 ? Math.max(0, 1 - good / due) : 0
}

// k6 tells once a second how many wait: between, there are more.
const nearlyAll = 0.75

/**
 * Whether the generator had virtual users to spare in a step: by Little's law (Operations Research 9, 1961), rate times
 * mean latency of them wait for an answer. What is not sent then is the generator's doing and not the service's. A load
 * ends while its queue still grows: there the mean says too little, and what k6 saw of the last step decides.
 */
function hadFreeUsers(step: StepCounts, { steps, virtualUsers, busiest }: SteppedCounts): boolean {
  if (step === steps.at(-1) && busiest >= virtualUsers * nearlyAll) return false
  const waiting = ((step.completed / step.seconds) * (step.latency?.average ?? 0)) / 1000
  // Requests still in flight have no latency yet.
  return waiting + Math.max(0, step.offered - step.completed) < virtualUsers / 2
}

function stepResult(service: Service, step: StepCounts, stepped: SteppedCounts): StepResult {
  const due = Math.max(step.offered, Math.floor(step.rate * step.seconds))
  const free = hadFreeUsers(step, stepped)
  const counted = free ? step.offered : due
  const broken = Object.entries(service.slos)
    .filter(([id, slo]) => {
      const good = step.kept[id] ?? 0
      return judgeShare({ good, total: counted }, errorBudget(slo.objective)).result === 'fail'
    })
    .map(([id]) => id)
  const { latency } = step
  return {
    rate: step.rate,
    seconds: step.seconds,
    answered: step.seconds > 0 ? step.completed / step.seconds : 0,
    ...(latency ? { p95: latency.p95, p99: latency.p99 } : {}),
    failed: failedShare(service, step, counted),
    unsent: due > 0 ? (due - counted) / due : 0,
    broken,
  }
}

/** What each step came to. Requests that were due and never sent count, unless the generator had virtual users to spare. */
export function stepResults(service: Service, stepped: SteppedCounts): StepResult[] {
  return stepped.steps.map((step) => stepResult(service, step, stepped))
}

// Where so many requests were not sent by the generator's own doing, its latencies are no longer the service's either.
const mostUnsent = 0.01

function breakRow(service: Service, stepped: SteppedCounts): VerdictRow {
  const row = {
    ...promise,
    id: 'promise.break',
    title: 'Breaking point found',
    comparison: '>=',
    unit: 'count',
  } as const
  const { broken, steps } = stepped
  const at = broken === undefined ? undefined : steps[broken]
  const { unsent } = at === undefined ? { unsent: 0 } : stepResult(service, at, stepped)
  if (at !== undefined && unsent > mostUnsent) {
    const missing = `${(unsent * 100).toFixed(1)}% of the requests of step ${(broken ?? 0) + 1} (${at.rate}/s)`
    const reason = `The generator did not send ${missing} though virtual users were free: its machine was the limit.`
    return { ...row, value: 0, bound: 1, result: 'unmeasured', reason }
  }
  if (at !== undefined) {
    const reason = `At step ${(broken ?? 0) + 1}, ${at.rate} requests/s.`
    return { ...row, value: 1, bound: 1, result: 'pass', reason }
  }
  const highest = Math.max(0, ...steps.map(({ rate }) => rate))
  const reason = `The SLOs were kept up to ${highest} requests/s, the highest step.`
  return { ...row, value: 0, bound: 1, result: 'unmeasured', reason }
}

/** How long the service took to keep its promises again once the load was over. */
export function recoveryRow(
  { recovery }: Pick<StepsScenario, 'recovery'>,
  { recoverySeconds }: SteppedCounts,
  interrupted: boolean,
): VerdictRow {
  const bound = seconds(recovery) * 1000
  const row = {
    ...promise,
    id: recoveryId,
    title: 'Recovered after the load',
    comparison: '<=',
    bound,
  } as const
  const timed = { ...row, unit: 'milliseconds' } as const
  if (recoverySeconds !== undefined) {
    const value = recoverySeconds * 1000
    return { ...timed, value, result: value <= bound ? 'pass' : 'fail' }
  }
  if (interrupted) return { ...timed, result: 'unmeasured', reason: 'The run was stopped before that was seen.' }
  return { ...timed, result: 'fail', reason: `The service did not keep its promises again within ${recovery}.` }
}

/**
 * The rows of a scenario that is meant to break the SLOs: they are not what it is judged by, but whether it found the break
 * and the service recovered. A service that was lost for a while is a break, not a broken promise of this run.
 */
export function stepRows(service: Service, scenario: StepsScenario, evidence: Evidence): VerdictRow[] {
  const { counts, run } = evidence
  if (isUnmeasured(counts) || counts.stepped === undefined) {
    const reason = isUnmeasured(counts) ? counts.unmeasured : 'The load did not begin.'
    const row = {
      ...promise,
      id: 'promise.break',
      title: 'Breaking point found',
      comparison: '>=',
      unit: 'count',
    } as const
    return [{ ...row, bound: 1, result: 'unmeasured', reason }]
  }
  return [
    breakRow(service, counts.stepped),
    recoveryRow(scenario, counts.stepped, run.interrupted),
    ...guardRows(evidence),
    ...generatorRows(evidence),
  ]
}

/** The summary of such a run, where there is more to say than that its promises held. */
export function stepSummary({
  outcome,
  steps = [],
  rows,
}: Pick<Verdict, 'outcome' | 'steps' | 'rows'>): string | undefined {
  const found = rows.find(({ id }) => id === 'promise.break')
  const recovery = rows.find(({ id }) => id === recoveryId)
  if (outcome === 'unmeasured' && found?.result === 'unmeasured') return `No breaking point: ${found.reason ?? ''}`
  if (outcome !== 'held' || recovery?.value === undefined || found?.reason === undefined) return undefined
  const held = steps.filter(({ broken }) => broken.length === 0).at(-1)
  const before = held === undefined ? 'no step kept them' : `kept at ${held.rate} requests/s`
  const after = `recovered ${(recovery.value / 1000).toFixed(1)} s after the load`
  return `The SLOs broke. ${found.reason} Before: ${before}. The service ${after}.`
}
