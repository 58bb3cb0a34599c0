import type { Operation, Service } from '../model/service.ts'
import { operationsOf } from '../model/signals.ts'
import { perSecond, seconds } from '../model/units.ts'
import { eventsToResolve } from './binomial.ts'
import type { RequestCounts } from './load-counts.ts'
import { droppedRequests, failures, inFlight } from './load-events.ts'
import { isCutOut, steadyCounts } from './parts.ts'
import { type Evidence, isUnmeasured } from './run.ts'
import type { VerdictRow } from './verdict.ts'

const tail = 0.05

// Seconds at the height of a ramp: less shows what buffers and queues take, and not what the service can do.
const sustained = 10

/** The throughput that a run promises, of its steady part; judged only where at least that much was offered: a small load breaks nothing. */
export function promiseRows(service: Service, { counts: whole }: Evidence): VerdictRow[] {
  if (service.runPromise === undefined) return []
  const bound = perSecond(service.runPromise.throughput)
  const row = {
    id: 'promise.throughput',
    title: 'Throughput',
    kind: 'promise',
    measuredAt: 'client',
    comparison: '>=',
    bound,
    unit: 'perSecond',
  } as const
  if (isUnmeasured(whole)) return [{ ...row, result: 'unmeasured', reason: whole.unmeasured, required: true }]
  const counts = steadyCounts(whole)
  if (counts.seconds <= 0) return [{ ...row, result: 'unmeasured', reason: 'The load took no time.', required: false }]
  const offered = (counts.total.offered + droppedRequests(counts)) / counts.seconds
  const value = Math.max(0, counts.total.completed - failures(counts.total)) / counts.seconds
  if (offered < bound) {
    const reason = `Only ${offered.toFixed(1)} requests/s were offered: the promise is about ${bound} and more.`
    return [{ ...row, value, result: 'unmeasured', reason, required: false }]
  }
  if (value < bound) return [{ ...row, value, result: 'fail', required: true }]
  if (whole.steady === counts && counts.seconds < sustained) {
    const reason = `It was held for ${counts.seconds.toFixed(1)} s alone: at the height of a ramp it takes ${sustained} s to tell.`
    return [{ ...row, value, result: 'unmeasured', reason, required: true }]
  }
  return [{ ...row, value, result: 'pass', required: true }]
}

const ofRun = 'Of the whole run: Prometheus cannot tell what k6 saw in the steady part.'

function operationRow(
  name: string,
  operation: Operation,
  counts: RequestCounts,
  { cutOff, latencyOfRun = false }: { readonly cutOff: boolean; readonly latencyOfRun?: boolean | undefined },
): VerdictRow {
  const milliseconds = (duration: Operation['loadTarget']['target']) => seconds(duration) * 1000
  const target = milliseconds(operation.loadTarget.target)
  const bound = milliseconds(operation.loadTarget.acceptable)
  const value = counts.latency?.p95
  const row = {
    id: `operation.${name}`,
    title: `${name}, P95`,
    kind: 'operation',
    measuredAt: 'client',
    comparison: '<=',
    bound,
    target,
    unit: 'milliseconds',
    ...(value === undefined ? {} : { value }),
  } as const
  const waiting = cutOff ? 0 : inFlight(counts)
  const needed = eventsToResolve(tail)
  // The SLOs count these few requests as well, so that nothing goes unjudged.
  if (counts.offered < needed) {
    const reason = `${counts.offered} requests: it takes ${needed} to tell a P95.`
    return { ...row, result: 'unmeasured', reason, required: false }
  }
  // A request without an end has no latency: left out, it would flatter the P95.
  if (waiting > counts.offered * tail) {
    return { ...row, result: 'fail', reason: `${waiting} of ${counts.offered} requests never ended.`, required: true }
  }
  if (value === undefined) return { ...row, result: 'unmeasured', reason: 'No request ended.', required: true }
  const above = value > target && value <= bound ? [`Above its target of ${operation.loadTarget.target}.`] : []
  const reasons = [...above, ...(latencyOfRun ? [ofRun] : [])]
  const judged = { ...row, result: value > bound ? 'fail' : 'pass', required: true } as const
  return reasons.length === 0 ? judged : { ...judged, reason: reasons.join(' ') }
}

/** The P95 of each operation that the scenario uses, in the steady part, against what its load target still accepts. */
export function operationRows(service: Service, { counts, run }: Evidence): VerdictRow[] {
  if (isUnmeasured(counts)) return []
  const part = steadyCounts(counts)
  const how = { cutOff: run.interrupted || isCutOut(counts, part), latencyOfRun: part.latencyOfRun }
  return operationsOf(service).flatMap(([name, operation]) => {
    const some = part.operations[name]
    return some === undefined || some.offered === 0 ? [] : [operationRow(name, operation, some, how)]
  })
}
