import type { Service, Slo } from '../model/service.ts'
import { operationsOf } from '../model/signals.ts'
import { failureClasses } from '../model/unexpected.ts'
import type { PartCounts, RequestCounts } from './load-counts.ts'
import type { EventCount, Measured } from './run.ts'

/** Requests that the service failed: 5xx, timeout or connection. */
export function failures(counts: RequestCounts): number {
  return failureClasses.reduce((total, name) => total + (counts.unexpected[name] ?? 0), 0)
}

/** Requests whose answer was not what the contract says, failures among them. */
export function unexpectedAnswers(counts: RequestCounts): number {
  return Object.values(counts.unexpected).reduce((total, count) => total + count, 0)
}

/** Requests that had not ended when the run did. */
export function inFlight(counts: RequestCounts): number {
  return Math.max(0, counts.offered - counts.completed)
}

/**
 * Requests that were due and never sent, for all operations together: a dropped iteration counts as many as an iteration
 * that ran made on average, and at least one; requests that a pace missed are counted as they are.
 */
export function droppedRequests(counts: PartCounts): number {
  const { completed, interrupted, dropped } = counts.iterations
  const ran = completed + interrupted
  const each = ran > 0 ? counts.total.offered / ran : 1
  return Math.round(dropped * Math.max(1, each)) + (counts.missed ?? 0)
}

/** The operations whose requests count for an SLO. Business operations are those that a business counter counts. */
function operationNames(service: Service, slo: Slo): readonly string[] {
  if (slo.kind !== 'business-errors') return operationsOf(service, slo.operations).map(([name]) => name)
  return operationsOf(service)
    .filter(([, operation]) => operation.kind !== undefined)
    .map(([name]) => name)
}

function goodRequests(id: string, slo: Slo, counts: RequestCounts): number | undefined {
  switch (slo.kind) {
    case 'latency':
      return counts.within[id]
    case 'availability':
      return counts.completed - failures(counts)
    case 'business-errors':
      return counts.completed - unexpectedAnswers(counts)
  }
}

/** The events of an SLO, and how many were bad for what reason; the numbers of `causes` add up to all bad ones. */
export interface LoadEvents extends EventCount {
  readonly causes: Readonly<Record<string, number>>
}

// What is bad for an SLO though it is no failure and came to an end.
const otherCause = { latency: 'too slow', availability: 'lost', 'business-errors': 'not as agreed' } as const

/**
 * The events of an SLO as the load generator counted them. All requests offered count: what was too slow, failed, dropped
 * or still in flight at the end is bad. Where someone stopped the run, that cut off the requests in flight, and they
 * count neither way; so do those at the edges of a part that is cut out of a run.
 */
export function loadEvents(
  service: Service,
  id: string,
  slo: Slo,
  counts: PartCounts,
  cutOff: boolean,
): Measured<LoadEvents> {
  let good = 0
  let offered = 0
  let failed = 0
  let flying = 0
  for (const name of operationNames(service, slo)) {
    const operation = counts.operations[name]
    if (operation === undefined || operation.offered + operation.completed === 0) continue
    const some = goodRequests(id, slo, operation)
    if (some === undefined) {
      return { unmeasured: `The scenario did not count the requests of ${name} for this promise.` }
    }
    good += some
    failed += failures(operation)
    flying += cutOff ? 0 : inFlight(operation)
    offered += operation.completed + (cutOff ? 0 : inFlight(operation))
  }
  // Nobody knows which operations a dropped iteration would have called: as many of each as the others did.
  const part = counts.total.offered > 0 ? Math.min(1, offered / counts.total.offered) : 1
  const dropped = Math.round(droppedRequests(counts) * part)
  const other = offered - good - failed - flying
  const causes = { failed, [otherCause[slo.kind]]: other, 'in flight at the end': flying, dropped }
  return { good, total: offered + dropped, causes }
}
