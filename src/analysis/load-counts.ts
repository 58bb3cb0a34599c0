// What k6 counted in a run: of all of it, of its parts, its operations and its steps.
import type { probePhases } from '../model/names.ts'
import type { UnexpectedClass } from '../model/unexpected.ts'

/** The client's latency in milliseconds, over all requests that ended. */
export interface Latency {
  readonly average: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** What k6 counted for one operation, or for all of them. */
export interface RequestCounts {
  /** Requests begun, answered or not. */
  readonly offered: number
  /** Requests that ended, well or badly. What is left of `offered` was in flight when the run ended. */
  readonly completed: number
  /** Requests whose answer was not what the contract says; a class without any may be left out. */
  readonly unexpected: Readonly<Partial<Record<UnexpectedClass, number>>>
  /** Id of a latency SLO -> requests that ended without failure within its threshold. An exact count. */
  readonly within: Readonly<Record<string, number>>
  /** Left out where no request ended. */
  readonly latency?: Latency
}

/** What was counted of one step of a rising load. */
export interface StepCounts {
  /** Requests per second that were due. */
  readonly rate: number
  readonly seconds: number
  readonly offered: number
  readonly completed: number
  /** Id of an SLO -> requests that kept it. */
  readonly kept: Readonly<Record<string, number>>
  readonly latency?: Latency
}

/** What the probes beside a load came to: ten a second, one after the other. */
export interface ProbeCounts {
  readonly sent: number
  /** Not answered as agreed. */
  readonly failed: number
  /** Milliseconds. */
  readonly p95: number
}

/** A load in steps: what was counted of each, and where it ended. */
export interface SteppedCounts {
  readonly steps: readonly StepCounts[]
  /** How many virtual users there were: so many requests could wait at once. */
  readonly virtualUsers: number
  /** How many of them waited for an answer at most, as k6 saw it once a second. */
  readonly busiest: number
  /** The step, from 0, in which the SLOs stayed broken; left out where none did. */
  readonly broken?: number
  /** Seconds from the end of the load until the service kept its promises again; left out where it did not. */
  readonly recoverySeconds?: number
  /** The probes before, during and after the load; a phase without any is left out. */
  readonly probes?: Readonly<Partial<Record<(typeof probePhases)[number], ProbeCounts>>>
}

/** What the service held against what was moved, in cents. */
export interface MoneyAccount {
  /** How much more it could hold than it held; below 0 where it made money. */
  readonly roomAbove: number
  /** How much less it could hold; below 0 where it lost money. */
  readonly roomBelow: number
  /** How often the two were compared. */
  readonly checks: number
}

/** What k6 counted in a run, or in a part of it. */
export interface PartCounts {
  readonly seconds: number
  /** Requests of the definition's operations. */
  readonly total: RequestCounts
  /** Operation -> its share of `total`. An operation that the scenario does not use is left out or has 0 offered. */
  readonly operations: Readonly<Record<string, RequestCounts>>
  readonly iterations: {
    readonly completed: number
    readonly interrupted: number
    /** Due at their time, and begun by no virtual user. */
    readonly dropped: number
    /** Asked for by number and not begun when the time was over: due at no time, so nobody failed them. */
    readonly undone?: number
  }
  /** Requests that the pace asked for and that were not sent: their virtual user still waited for the service. */
  readonly missed?: number
  /** Some latency here is that of the whole run: of this part nobody could tell it. */
  readonly latencyOfRun?: true
}

/**
 * What k6 counted in a whole run, set-up and tear-down included, as the service counts them: extracted from its summary
 * data.
 */
export interface LoadCounts extends PartCounts {
  /** Of the load alone; left out where k6 did not tell when it began. */
  readonly load?: PartCounts
  /** Of the steady part; left out where it is the whole load, or where there is none. */
  readonly steady?: PartCounts
  /** What a load in steps counted of each. */
  readonly stepped?: SteppedCounts
  /** The account that the scenario kept of the money; left out where it keeps none. */
  readonly money?: MoneyAccount
  /** Class of unexpected answers -> the first of them, in words. */
  readonly examples?: Readonly<Record<string, string>>
  /** k6's own check marks, kept for the record: they never decide. */
  readonly thresholds?: Readonly<Record<string, boolean>>
}
