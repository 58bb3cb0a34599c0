// What a run leaves behind, before anyone judges it. The files of a run hold these as JSON.
import type { LoadCounts } from './load-counts.ts'
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
