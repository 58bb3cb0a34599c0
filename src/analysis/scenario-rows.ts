import type { ContinuousScenario, ScenarioPromise, Service } from '../model/service.ts'
import { seconds, share } from '../model/units.ts'
import type { LoadCounts } from './load-counts.ts'
import { droppedRequests, inFlight, unexpectedAnswers } from './load-events.ts'
import { type Evidence, isUnmeasured } from './run.ts'
import type { VerdictRow } from './verdict.ts'

const promise = { kind: 'promise', measuredAt: 'client', required: true } as const
const tail = 0.05

/**
 * P95 of all requests. k6 knows the latency of those alone that ended: what was dropped, missed or still in flight has to
 * be among the slow ones, so that the P95 of all lies higher than that of the rest.
 */
function percentileRow(bound: number, counts: LoadCounts, interrupted: boolean): VerdictRow {
  const lost = droppedRequests(counts) + (interrupted ? 0 : inFlight(counts.total))
  const all = counts.total.completed + lost
  const { latency } = counts.total
  const row = { ...promise, id: 'promise.p95', title: 'P95 of all requests', comparison: '<', bound } as const
  const measured = { ...row, unit: 'milliseconds', ...(latency ? { value: latency.p95 } : {}) } as const
  if (all > 0 && lost > all * tail)
    return { ...measured, result: 'fail', reason: `${lost} of ${all} requests that were due were not answered.` }
  if (latency === undefined) return { ...measured, result: 'unmeasured', reason: 'No request ended.' }
  if (latency.p95 >= bound) return { ...measured, result: 'fail' }
  if (lost === 0 || latency.p99 < bound) return { ...measured, result: 'pass' }
  return { ...measured, result: 'unmeasured', reason: `${lost} of ${all} requests that were due were not answered.` }
}

function successRow(name: string, bound: number, counts: LoadCounts, interrupted: boolean): VerdictRow {
  const row = { ...promise, id: `promise.${name}`, title: `${name}, answered as agreed`, bound } as const
  const compared = { ...row, comparison: '>=', unit: 'ratio' } as const
  const some = counts.operations[name]
  const offered = some === undefined ? 0 : some.completed + (interrupted ? 0 : inFlight(some))
  if (some === undefined || offered === 0)
    return { ...compared, result: 'unmeasured', reason: 'There were no such requests.' }
  const bad = offered - Math.max(0, some.completed - unexpectedAnswers(some))
  const value = 1 - bad / offered
  return {
    ...compared,
    value,
    result: value >= bound ? 'pass' : 'fail',
    ...(bad > 0 ? { reason: `${bad} of ${offered} were not.` } : {}),
  }
}

/** Whether creations kept their rate: the last one of a run may have been cut off. */
function creationRow({ creation, every }: ContinuousScenario, counts: LoadCounts): VerdictRow {
  const bound = Math.max(0, Math.floor((counts.load ?? counts).seconds / seconds(every)) - 1)
  const value = counts.operations[creation]?.offered ?? 0
  const row = { ...promise, id: 'promise.creations', title: `${creation}, one each ${every}`, value, bound } as const
  return { ...row, comparison: '>=', unit: 'count', result: value >= bound ? 'pass' : 'fail' }
}

function promiseRows({ p95, success = {} }: ScenarioPromise, counts: LoadCounts, interrupted: boolean): VerdictRow[] {
  const shares = Object.entries(success).flatMap(([name, least]) =>
    least === undefined ? [] : [successRow(name, share(least), counts, interrupted)],
  )
  return p95 === undefined ? shares : [...shares, percentileRow(seconds(p95) * 1000, counts, interrupted)]
}

/** What the scenario of the run promises of its own, by the definition. */
export function scenarioRows(service: Service, { counts, run }: Evidence): VerdictRow[] {
  const scenario = service.scenarios?.[run.scenario]
  if (scenario?.kind !== 'continuous' || isUnmeasured(counts)) return []
  return [creationRow(scenario, counts), ...promiseRows(scenario.promise, counts, run.interrupted)]
}
