// What a run leaves behind, before anyone judges it. The files of a run hold these as JSON.
import type { probePhases } from '../model/names.ts'
import type { UnexpectedClass } from '../model/unexpected.ts'
import type { ResourceName, Saturation } from './resource.ts'

/** The version of all files of a run. A reader refuses a newer one. */
export const runSchemaVersion = 1

/** What could not be measured, and why, in words for people. */
export interface Unmeasured {
  readonly unmeasured: string
  /** True where the definition's runtime declares that it has no such thing: nobody then requires it. */
  readonly declaredAbsent?: boolean
}

/** A value, or the reason why there is none. Never NaN: JSON has none. */
export type Measured<Value = number> = Value | Unmeasured

/** Whether there is no value. */
export function isUnmeasured(value: unknown): value is Unmeasured {
  return typeof value === 'object' && value !== null && 'unmeasured' in value
}

/** The options of k6 that were in force. Only what was set; never headers or environment values. */
export interface RunOptions {
  readonly virtualUsers?: number
  /** As k6 writes it: `30s`, `1m30s`. */
  readonly duration?: string
  readonly iterations?: number
  /** As `--stage` takes them: `10s:5`. */
  readonly stages?: readonly string[]
  /** Seed of the scenario's random choices. */
  readonly seed?: number
}

/** A part of a run, in seconds since its start. */
export interface RunPart {
  readonly from: number
  readonly to: number
}

/** The parts of a run. All are left out in the records of versions that did not tell them apart. */
export interface RunParts {
  /** How long k6 ran, with set-up and tear-down. */
  readonly seconds?: number
  /** The load: after set-up, before tear-down. Left out where k6 did not tell, too. */
  readonly load?: RunPart
  /** The part of the load in which it had its full level; the reason where there is none. */
  readonly steady?: Measured<RunPart>
}

/** `run.json`: what was run, on what, and when. Holds no host name, user name, URL, header or absolute path. */
export interface RunRecord extends RunParts {
  readonly schemaVersion: typeof runSchemaVersion
  readonly testid: string
  /** The definition's `name`. */
  readonly service: string
  readonly scenario: string
  /** Hash of the definition that the run was judged by. */
  readonly definitionHash: string
  readonly options: RunOptions
  readonly versions: {
    readonly sidelight: string
    readonly k6: string
    readonly node: string
    readonly prometheus?: string
  }
  readonly machine: {
    readonly cpus: number
    readonly memoryBytes: number
    readonly platform: string
    readonly architecture: string
  }
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly endedAt: string
  /** Someone stopped it before its end. */
  readonly interrupted: boolean
}

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

/** How the load generator itself was doing. */
export interface GeneratorHealth {
  /** CPU time of k6 as a share of all cores of its machine over the run, 0 to 1. */
  readonly cpuShare: Measured
  /** Share of the iterations that began late though a virtual user was free, 0 to 1. */
  readonly lateShare: Measured
  /** Share of the iterations that were due and did not begin though virtual users were free, 0 to 1. */
  readonly unsentShare?: Measured
}

/** Something that was there before the run and was gone in the middle of it. */
export interface Loss {
  /** ISO 8601, UTC: when it was first missed. */
  readonly at: string
  /** What was seen, in words for people, such as `readiness answered 503`. */
  readonly reason: string
}

/** What the runner's watch missed during the run. */
export interface Losses {
  /** The service, or what its readiness depends on, such as its database. */
  readonly service?: Loss
  readonly prometheus?: Loss
}

/** How a resource went over the run, at one sample a scrape, the worst instance at each: mean, P95 and highest. */
export interface ResourceLevel {
  readonly mean: number
  readonly p95: number
  readonly max: number
  readonly samples: number
}

/** Good events and all events of an SLO over the run, as the service counted them. */
export interface EventCount {
  readonly good: number
  readonly total: number
}

/** The service's own latency in milliseconds. */
export interface ServiceLatency {
  readonly average: Measured
  readonly p50: Measured
  readonly p95: Measured
  readonly p99: Measured
}

/** What the service counted in a run, or in a part of it. */
export interface Served {
  /** Requests that ended, of the definition's operations. An exact count from the raw counters. */
  readonly requests: Measured
  /** The same for each second. */
  readonly requestRate: Measured
  /** Requests answered with 5xx. */
  readonly serverErrors: Measured
  readonly latency: ServiceLatency
  /** Id of an SLO -> its events. */
  readonly slos: Readonly<Record<string, Measured<EventCount>>>
  /** Operation -> what the service measured of it. */
  readonly operations: Readonly<
    Record<string, { readonly requests: Measured; readonly average: Measured; readonly p95: Measured }>
  >
  /** Reason that the service gives -> how many business operations it refused. */
  readonly refusals?: Readonly<Record<string, number>>
}

/**
 * `signals.json`: what the service itself measured. What it counted is told of the whole run, and of its parts; levels of
 * resources, garbage collection and saturation are of the steady part, or, where there is none, of the load.
 */
export interface ServiceSignals extends Served {
  readonly schemaVersion: typeof runSchemaVersion
  /** Of the load alone; left out where k6 did not tell when it began. */
  readonly load?: Served
  /** Of the steady part; left out where it is the whole load, or where there is none. */
  readonly steady?: Served
  /** CPU and pool as a share from 0 to 1, heap in bytes, requests in number. */
  readonly resources: Readonly<Record<ResourceName, Measured<ResourceLevel>>>
  /** Share of the time that garbage collection took, 0 to 1. */
  readonly garbageCollection?: Measured
  /** The resource that reached its limit first, or came nearest to it; left out where Prometheus knows none. */
  readonly saturation?: Saturation
  /** Scrapes of the service during the run: how many, how many failed, and the longest row of failures. */
  readonly scrapes: Measured<{ readonly total: number; readonly failed: number; readonly longestFailure: number }>
  /** How often a counter of the service began anew: it was restarted. */
  readonly restarts: Measured
}

/** Everything that a verdict is judged by. */
export interface Evidence {
  readonly run: RunRecord
  /** What k6 counted; the reason where its summary is missing. */
  readonly counts: Measured<LoadCounts>
  readonly signals: ServiceSignals
  readonly generator: GeneratorHealth
  readonly losses: Losses
  /** Which guard rail ended the run before its time. */
  readonly stopped?: Loss
}
