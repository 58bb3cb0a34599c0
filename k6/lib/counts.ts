import { loadCounters, stepCounters } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import type { UnexpectedClass } from '../../src/model/unexpected.ts'
import { objectivesOf } from './expectations.ts'
import { Counter, Rate, Trend } from './k6.ts'

const offered = new Counter(loadCounters.offered)
const unexpectedAnswers = new Counter(loadCounters.unexpected)
const good = new Rate(loadCounters.good)
const bad = new Counter(loadCounters.bad)
const begun = new Counter(loadCounters.begun)
const late = new Counter(loadCounters.late)
const stepOffered = new Counter(stepCounters.offered)
const stepGood = new Rate(stepCounters.good)
const stepDuration = new Trend(stepCounters.duration, true)
const missed = new Counter(loadCounters.missed)
const thrown = new Counter(loadCounters.thrown)
// Of this virtual user: each has its own modules.
let begunRequests = 0
let step: string | undefined

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
  const objectives = objectivesOf(service, operation).map(({ slo, kept }) => ({ slo, tags: { slo }, kept }))
  return {
    begin() {
      begunRequests += 1
      offered.add(1, tags)
      if (step !== undefined) stepOffered.add(1, { step })
    },
    end(unexpected, milliseconds) {
      if (unexpected !== undefined) unexpectedAnswers.add(1, { ...tags, class: unexpected })
      // Counted and not iterated: in k6 an iterator costs more than what it is for.
      for (let index = 0; index < objectives.length; index++) {
        const objective = objectives[index]
        if (objective === undefined) continue
        const kept = objective.kept(unexpected, milliseconds)
        good.add(kept, objective.tags)
        if (!kept) bad.add(1, { ...tags, slo: objective.slo })
        if (step !== undefined) stepGood.add(kept, { step, slo: objective.slo })
      }
      if (step !== undefined) stepDuration.add(milliseconds, { step })
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

/** From now on the requests of this virtual user count for this step of the load, too. */
export function countInStep(number: number): void {
  step = String(number)
}
