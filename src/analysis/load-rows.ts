import type { Operation, Service } from '../model/service.ts'
import { operationsOf } from '../model/signals.ts'
import { perSecond, seconds } from '../model/units.ts'
import { eventsToResolve } from './binomial.ts'
import { droppedRequests, failures, inFlight } from './load-events.ts'
import { type Evidence, isUnmeasured, type RequestCounts } from './run.ts'
import type { VerdictRow } from './verdict.ts'

const tail = 0.05

/** The throughput that a run promises, judged only where at least that much was offered: a small load breaks nothing. */
export function promiseRows(service: Service, { counts }: Evidence): VerdictRow[] {
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
  if (isUnmeasured(counts)) return [{ ...row, result: 'unmeasured', reason: counts.unmeasured, required: true }]
  if (counts.seconds <= 0) return [{ ...row, result: 'unmeasured', reason: 'The load took no time.', required: false }]
  const offered = (counts.total.offered + droppedRequests(counts)) / counts.seconds
  const value = Math.max(0, counts.total.completed - failures(counts.total)) / counts.seconds
  if (offered < bound) {
    const reason = `Only ${offered.toFixed(1)} requests/s were offered: the promise is about ${bound} and more.`
    return [{ ...row, value, result: 'unmeasured', reason, required: false }]
  }
  return [{ ...row, value, result: value >= bound ? 'pass' : 'fail', required: true }]
}

function operationRow(name: string, operation: Operation, counts: RequestCounts, interrupted: boolean): VerdictRow {
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
  const waiting = interrupted ? 0 : inFlight(counts)
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
  if (value > bound) return { ...row, result: 'fail', required: true }
  return {
    ...row,
    result: 'pass',
    required: true,
    ...(value > target ? { reason: `Above its target of ${operation.loadTarget.target}.` } : {}),
  }
}

/** The P95 of each operation that the scenario uses, against what its load target still accepts. */
export function operationRows(service: Service, { counts, run }: Evidence): VerdictRow[] {
  if (isUnmeasured(counts)) return []
  return operationsOf(service).flatMap(([name, operation]) => {
    const some = counts.operations[name]
    return some === undefined || some.offered === 0 ? [] : [operationRow(name, operation, some, run.interrupted)]
  })
}
