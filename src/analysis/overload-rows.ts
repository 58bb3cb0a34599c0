import type { OverloadScenario, Service } from '../model/service.ts'
import { errorBudget } from '../model/units.ts'
import { generatorRows } from './generator.ts'
import { guardRows } from './health-rows.ts'
import type { SteppedCounts } from './load-counts.ts'
import { steadyServed } from './parts.ts'
import { type Evidence, isUnmeasured } from './run.ts'
import { judgeShare } from './share.ts'
import { sloTitle } from './slo-rows.ts'
import { recoveryId, recoveryRow, stepResults } from './step-rows.ts'
import type { Verdict, VerdictRow } from './verdict.ts'

const id = 'promise.overload'
const row = {
  id,
  title: 'Driven beyond its capacity',
  kind: 'promise',
  comparison: '>=',
  bound: 1,
  unit: 'count',
  required: true,
} as const

/** The SLOs that the service itself saw broken. */
function brokenAtService(service: Service, { signals }: Evidence): readonly string[] {
  return Object.entries(service.slos).flatMap(([slo, definition]) => {
    const events = steadyServed(signals).slos[slo]
    if (events === undefined || isUnmeasured(events)) return []
    return judgeShare(events, errorBudget(definition.objective)).result === 'fail' ? [sloTitle(definition)] : []
  })
}

/** What the service saw proves it whatever the generator was like; what the client saw, only where it was no limit. */
function overloadRow(service: Service, stepped: SteppedCounts, evidence: Evidence): VerdictRow {
  const [step] = stepResults(service, stepped)
  const { rate = 0, answered = 0, broken = [] } = step ?? {}
  const load = `At ${rate} requests/s, of which ${answered.toFixed(1)}/s were answered.`
  const served = brokenAtService(service, evidence)
  if (served.length > 0) return { ...row, measuredAt: 'service', value: 1, result: 'pass', reason: load }
  if (broken.length > 0) return { ...row, measuredAt: 'client', value: 1, result: 'pass', reason: load }
  const reason = `The SLOs were kept. ${load} Nothing was overloaded: raise TEST_MAX_RATE.`
  return { ...row, measuredAt: 'client', value: 0, result: 'unmeasured', reason }
}

/** The rows of a load far beyond capacity: whether it was that, and whether the service came back. Its broken SLOs are no news. */
export function overloadRows(service: Service, scenario: OverloadScenario, evidence: Evidence): VerdictRow[] {
  const { counts, run } = evidence
  if (isUnmeasured(counts) || counts.stepped === undefined) {
    const reason = isUnmeasured(counts) ? counts.unmeasured : 'The load did not begin.'
    return [{ ...row, measuredAt: 'client', result: 'unmeasured', reason }]
  }
  return [
    overloadRow(service, counts.stepped, evidence),
    recoveryRow(scenario, counts.stepped, run.interrupted),
    ...guardRows(evidence),
    // A generator at its limit is no reason to doubt a recovery, which is seen after the load.
    ...generatorRows(evidence).map((health) => ({ ...health, required: false })),
  ]
}

/** The summary of such a run, where it held. */
export function overloadSummary({ outcome, rows }: Pick<Verdict, 'outcome' | 'rows'>): string | undefined {
  const overloaded = rows.find((found) => found.id === id)
  const recovery = rows.find((found) => found.id === recoveryId)?.value
  if (outcome !== 'held' || overloaded?.reason === undefined || recovery === undefined) return undefined
  return `The service was overloaded. ${overloaded.reason} It recovered ${(recovery / 1000).toFixed(1)} s after the load.`
}
