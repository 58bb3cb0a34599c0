import { loadCounters } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import { objectivesOf, type UnexpectedClass } from './expectations.ts'
import { Counter, Rate } from './k6.ts'

const offered = new Counter(loadCounters.offered)
const unexpectedAnswers = new Counter(loadCounters.unexpected)
const good = new Rate(loadCounters.good)
const begun = new Counter(loadCounters.begun)
const late = new Counter(loadCounters.late)
const missed = new Counter(loadCounters.missed)
const thrown = new Counter(loadCounters.thrown)
// Of this virtual user: each has its own modules.
let begunRequests = 0

/** What is counted for one operation. */
export interface OperationCounts {
  /** Before the request: what never ends was offered too. */
  begin(): void
  /** After the request: how it ended, and its latency in milliseconds. */
  end(unexpected: UnexpectedClass | undefined, milliseconds: number): void
  /** The request was answered as expected and counted so, but the answer cannot be used. */
  unusable(): void
}

/** The counters of one operation. Tag objects are made once: a request must stay cheap. */
export function countsOf(service: Service, operation: string): OperationCounts {
  const tags = { name: operation }
  const objectives = objectivesOf(service, operation).map(({ slo, kept }) => ({ tags: { ...tags, slo }, kept }))
  return {
    begin() {
      begunRequests += 1
      offered.add(1, tags)
    },
    end(unexpected, milliseconds) {
      if (unexpected !== undefined) unexpectedAnswers.add(1, { ...tags, class: unexpected })
      for (const objective of objectives) good.add(objective.kept(unexpected, milliseconds), objective.tags)
    },
    unusable: () => unexpectedAnswers.add(1, { ...tags, class: 'content' satisfies UnexpectedClass }),
  }
}

/** Counts an iteration as begun, before it does anything. */
export function countIteration(): void {
  begun.add(1)
}

/** Counts the start of the next iteration as late. */
export function countLateStart(): void {
  late.add(1)
}

/** Counts the iteration as ended by an exception. */
export function countThrown(): void {
  thrown.add(1)
}

/** How many requests this virtual user has begun so far. */
export function requestsBegun(): number {
  return begunRequests
}

/** Counts requests that were due and are not sent, because the virtual user waited for the service until it was too late. */
export function countMissed(requests: number): void {
  if (requests > 0) missed.add(requests)
}
