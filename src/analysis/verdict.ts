import type { ExitCode } from '../model/failure.ts'
import type { probePhases } from '../model/names.ts'
import type { ProbeCounts } from './load-counts.ts'
import type { Saturation } from './resource.ts'
import type { Measured, RunRecord, runSchemaVersion } from './run.ts'

/** `slo`: a promise to users. `promise`: of the run. `limit`: a resource. `operation`: a load target. `health`: of the measurement itself. */
export type RowKind = 'slo' | 'promise' | 'limit' | 'operation' | 'health'

/** What one row of the verdict says. */
export type RowResult = 'pass' | 'fail' | 'unmeasured'

/** What a row's value and bound are counted in. `ratio` is a share from 0 to 1. */
export type RowUnit = 'ratio' | 'milliseconds' | 'bytes' | 'perSecond' | 'count'

/** Something that the evidence of a run points to, in words for people. */
export interface Diagnosis {
  readonly id:
    | 'service-down'
    | 'pool-exhausted'
    | 'garbage-collection'
    | 'event-loop-blocked'
    | 'refusals'
    | 'network'
    | 'generator'
  readonly title: string
  /** The numbers that say so. */
  readonly evidence: string
  /** What to look at next. */
  readonly next: string
}

/** One thing that was judged. */
export interface VerdictRow {
  /** Unique in its verdict and the same in every run: `slo.p95.client`, `limit.cpu`, `operation.transfer`. */
  readonly id: string
  readonly title: string
  readonly kind: RowKind
  /** Where it was measured: by the load generator, or by the service itself. */
  readonly measuredAt: 'client' | 'service'
  /** Left out where there is none. */
  readonly value?: number
  /** The row passes where `value comparison bound` is true. */
  readonly comparison: '<' | '<=' | '>='
  readonly bound: number
  readonly unit: RowUnit
  /** What is aimed at, where that is stricter than `bound`: noted, never judged. */
  readonly target?: number
  readonly result: RowResult
  /** Why, where the numbers do not say it. */
  readonly reason?: string
  /** Whether the run is unmeasured where this row is. */
  readonly required: boolean
}

/** What client and service measured of one operation, or of all of them (`operation` left out). */
export interface SideBySide {
  readonly operation?: string
  readonly requests: { readonly client: Measured; readonly service: Measured }
  /** Milliseconds. */
  readonly average: { readonly client: Measured; readonly service: Measured }
  readonly p95: { readonly client: Measured; readonly service: Measured }
  readonly p99?: { readonly client: Measured; readonly service: Measured }
}

/** One step of a rising load, for people: rates per second, milliseconds, shares from 0 to 1 of the requests due. */
export interface StepResult {
  readonly rate: number
  readonly seconds: number
  /** Requests per second that were answered. */
  readonly answered: number
  readonly p95?: number
  readonly p99?: number
  /** Share of the requests due that failed, waited for a free virtual user in vain, or were not answered in time. */
  readonly failed: number
  /** Share of the requests due that the generator did not send though virtual users were free: its own doing. */
  readonly unsent: number
  /** Ids of the SLOs that the step proves broken. */
  readonly broken: readonly string[]
}

/** What a run comes to. */
export type Outcome = 'held' | 'broken' | 'unmeasured' | 'interrupted'

/** `verdict.json`: what a run proves about the service's promises. */
export interface Verdict {
  readonly schemaVersion: typeof runSchemaVersion
  readonly testid: string
  readonly service: string
  readonly scenario: string
  readonly outcome: Outcome
  readonly exitCode: ExitCode
  /** One sentence for people: why the outcome is what it is. */
  readonly summary: string
  /** The part of the run, in seconds since its start, that the rows are about where they say nothing else; left out by versions that knew none. */
  readonly steady?: RunRecord['steady']
  /** How long k6 ran, in seconds. */
  readonly seconds?: number
  readonly rows: readonly VerdictRow[]
  /** The steps of a rising load, in order. */
  readonly steps?: readonly StepResult[]
  /** The probes before, during and after such a load. */
  readonly probes?: Readonly<Partial<Record<(typeof probePhases)[number], ProbeCounts>>>
  /** The resource of the service that reached its limit first, or came nearest to it. */
  readonly saturated?: Saturation
  /** What the evidence says about why: the likeliest cause first. */
  readonly diagnosis?: readonly Diagnosis[]
  /** All operations together first, then each. */
  readonly sideBySide: readonly SideBySide[]
  /** What keeps the service's percentiles from being compared with the client's, in words; left out where nothing does. */
  readonly coarseBuckets?: string
}
