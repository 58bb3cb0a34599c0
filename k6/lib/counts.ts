import { loadCounters, stepCounters } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import type { UnexpectedClass } from '../../src/model/unexpected.ts'
import { keeps, type Objective, objectivesOf } from './expectations.ts'
import { Counter, Trend, tagAs, untag } from './k6.ts'

const offered = new Counter(loadCounters.offered)
const unexpectedAnswers = new Counter(loadCounters.unexpected)
const bad = new Counter(loadCounters.bad)
const begun = new Counter(loadCounters.begun)
const late = new Counter(loadCounters.late)
const stepOffered = new Counter(stepCounters.offered)
const stepBad = new Counter(stepCounters.bad)
const stepDuration = new Trend(stepCounters.duration, true)
const missed = new Counter(loadCounters.missed)
const thrown = new Counter(loadCounters.thrown)
// Of this virtual user: each has its own modules.
let begunRequests = 0
let step: { readonly step: string } | undefined

/** An operation whose requests are counted. Data alone: functions made for each would be in every virtual user's memory. */
export interface Counted {
  readonly operation: string
  readonly objectives: readonly Objective[]
  /** Milliseconds within which an answer as expected keeps every promise. */
  readonly fastest: number
}

/** An operation of the service, to be counted. */
export function countedOf(service: Service, operation: string): Counted {
  const objectives = objectivesOf(service, operation)
  return { operation, objectives, fastest: Math.min(...objectives.map(({ within }) => within)) }
}

/**
 * Counts a request before it is sent: what never ends was offered too. Until its end, all that k6 measures is tagged with the
 * operation.
 */
export function countBegin(operation: string): void {
  begunRequests += 1
  if (step !== undefined) stepOffered.add(1, step)
  tagAs(operation)
  offered.add(1)
}

/** Counts how a request ended, and its latency in milliseconds. */
export function countEnd(counted: Counted, unexpected: UnexpectedClass | undefined, milliseconds: number): void {
  // k6 itself counts all requests, and each count of ours costs as much as a tenth of one: only what is bad is counted.
  const good = unexpected === undefined && milliseconds <= counted.fastest
  const broken = good ? undefined : counted.objectives.filter((each) => !keeps(each, unexpected, milliseconds))
  if (unexpected !== undefined) unexpectedAnswers.add(1, { class: unexpected })
  broken?.forEach(({ slo }) => void bad.add(1, { slo }))
  untag()
  if (step === undefined) return
  stepDuration.add(milliseconds, step)
  broken?.forEach(({ slo }) => void stepBad.add(1, { ...step, slo }))
}

/** Counts an answer that was as expected and counted so, but cannot be used. */
export function countUnusable(operation: string): void {
  unexpectedAnswers.add(1, { name: operation, class: 'content' satisfies UnexpectedClass })
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
  step = { step: String(number) }
}
