import type { RuntimePreset } from './runtime.ts'
import type { Duration, Rate, Ratio, Size } from './units.ts'

/** One call that a service offers. The key under which it stands is its name: k6's tag `name`. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The template that the server puts into its `uri` label, such as `/api/v1/wallets/{id}`. */
  readonly uri: `/${string}`
  /** The business counter that a success of this operation adds to: a key of `business.succeeded`. */
  readonly kind?: string
  /** What a load test expects of the operation's P95. Judged in runs, against `acceptable`; never an SLO. */
  readonly loadTarget: LoadTarget
}

/** P95 of one operation under load: aimed at, still accepted, and so bad that a run may stop. Ascending. */
export interface LoadTarget {
  readonly target: Duration
  readonly acceptable: Duration
  readonly critical: Duration
}

interface SloBase {
  /** Shown to people; may change at any time. The key of the SLO is its immutable id. */
  readonly title: string
  /** Share of good events that is promised, such as `99.9%`. */
  readonly objective: Ratio
  /** Rolling window over which the promise holds. */
  readonly window: Duration
}

/** "`objective` of the requests are answered within `within`." Needs a histogram with a bucket boundary there. */
export interface LatencySlo<Name extends string = string> extends SloBase {
  readonly kind: 'latency'
  readonly within: Duration
  /** Which operations count; all of them where absent. */
  readonly operations?: readonly Name[]
}

/** "`objective` of the requests are answered by something other than a 5xx." */
export interface AvailabilitySlo<Name extends string = string> extends SloBase {
  readonly kind: 'availability'
  readonly operations?: readonly Name[]
}

/** "`objective` of the business operations succeed", from the service's own counters; a rejection is a success. */
export interface BusinessErrorsSlo extends SloBase {
  readonly kind: 'business-errors'
}

/** A promise to users. A new kind is a new member here: exhaustive switches then fail until every generator handles it. */
export type Slo<Name extends string = string> = LatencySlo<Name> | AvailabilitySlo<Name> | BusinessErrorsSlo

/** Counters of what the service does for the business. All are Prometheus counters of the service. */
export interface BusinessMetrics {
  /** Kind of operation -> counter of its successes. */
  readonly succeeded: Readonly<Record<string, string>>
  /** Failures of the service itself, with labels `type` and `reason`. */
  readonly failed: string
  /** Refusals that are correct answers (validation, insufficient funds), with labels `type` and `reason`. */
  readonly rejected?: string
  /** Flow of money -> counter, in currency units. */
  readonly flows?: Readonly<Record<string, string>>
}

/** A bound on a resource, and how long it must be exceeded before an alert (default 10 minutes). */
export interface Limit<Bound> {
  readonly below: Bound
  readonly for?: Duration
}

/** Upper bounds of the resources that saturate. What is left out is not judged. */
export interface ResourceLimits {
  readonly cpu?: Limit<Ratio>
  readonly heap?: Limit<Size>
  readonly databasePool?: Limit<Ratio>
  readonly meanResponse?: Limit<Duration>
}

/** What is done when so much of an SLO's error budget is spent: `freeze` stops releases. */
export interface ErrorBudgetPolicy {
  readonly warn?: Ratio
  readonly ticket?: Ratio
  readonly freeze?: Ratio
}

/** How a scenario loads the service: `virtualUsers` repeat an iteration, each at most once per `pace`. */
export interface LoadProfile {
  readonly virtualUsers: number
  readonly duration: Duration
  readonly pace: Duration
}

/** What a scenario promises beyond the SLOs. A scenario with a promise need not be long enough to resolve every SLO. */
export interface ScenarioPromise<Name extends string = string> {
  /** P95 of all requests, as the client measures it. */
  readonly p95?: Duration
  /** Operation -> share of its requests that succeed. A count of this run: it takes no number of requests to tell. */
  readonly success?: Readonly<Partial<Record<Name, Ratio>>>
}

/**
 * New wallets (or whatever the service holds) at a rate for all virtual users together, one `every` so long; between, each
 * virtual user sends a request each `pace`.
 */
export interface ContinuousScenario<Name extends string = string> {
  readonly kind: 'continuous'
  readonly virtualUsers: number
  readonly duration: Duration
  readonly every: Duration
  readonly pace: Duration
  /** The operation that `every` is about. */
  readonly creation: Name
  readonly promise: ScenarioPromise<Name>
}

/**
 * Steps of an open-model rate, each `factor` times the one before, until the SLOs are broken for `sustained`. It promises to
 * find the break, and that the service recovers within `recovery`.
 */
export interface StepsScenario {
  readonly kind: 'steps'
  readonly from: Rate
  readonly factor: number
  /** No step is higher. */
  readonly upTo: Rate
  /** How long a step lasts. */
  readonly each: Duration
  readonly sustained: Duration
  readonly recovery: Duration
  /** At most so many virtual users: so many requests may wait for the service at once. */
  readonly virtualUsers: number
}

/** A part of an open-model load: this rate, for so long. */
export interface ArrivalStage {
  readonly rate: Rate
  readonly for: Duration
}

/**
 * Requests of all operations at a rate that does not depend on how fast the service answers, one stage after the other. It
 * promises the load targets of the operations, and the SLOs as far as it is long enough to tell them.
 */
export interface ArrivalsScenario {
  readonly kind: 'arrivals'
  readonly stages: readonly ArrivalStage[]
  /** So many requests may wait for the service at once. */
  readonly virtualUsers: number
}

/**
 * A rate far beyond what the service can do, for so long. It promises that the service was driven beyond its capacity, and
 * that it keeps its promises again within `recovery` after the load.
 */
export interface OverloadScenario {
  readonly kind: 'overload'
  readonly rate: Rate
  readonly for: Duration
  readonly recovery: Duration
  /** So many requests may wait for the service at once. */
  readonly virtualUsers: number
}

/** How a scenario loads the service, and what it promises; its key is the name of the scenario's file. */
export type Scenario<Name extends string = string> =
  | ContinuousScenario<Name>
  | StepsScenario
  | ArrivalsScenario
  | OverloadScenario

/** What a run promises where at least that much is offered. Never an alert. */
export interface RunPromise {
  readonly throughput: Rate
}

/** What someone writes down about a service, once. `Name` is the union of the operations' names. */
export interface ServiceDefinition<Name extends string, Kind extends string = string> {
  /** Id in file names, uids and labels: lower case letters, digits and hyphens. Immutable. */
  readonly name: string
  readonly title: string
  readonly description: string
  readonly owner: string
  /** 1 is the most important: its pages wake someone. */
  readonly tier: 1 | 2 | 3
  /** The `job` label of its scraped series; the name where absent. */
  readonly job?: string
  readonly runtime: RuntimePreset
  /** Where a load test and the embedded stack find it when the environment names nothing else. */
  readonly baseUrl: `http${'' | 's'}://${string}`
  /** The environment variable that overrides `baseUrl`. */
  readonly baseUrlVariable: string
  /** `metrics` is left out where the runtime exposes none (`noMetrics`). */
  readonly endpoints: { readonly health: `/${string}`; readonly ready: `/${string}`; readonly metrics?: `/${string}` }
  readonly operations: Readonly<Record<Name, Operation & { readonly kind?: NoInfer<Kind> }>>
  readonly business?: BusinessMetrics & { readonly succeeded: Readonly<Record<Kind, string>> }
  readonly slos: Readonly<Record<string, Slo<NoInfer<Name>>>>
  /** For all SLOs of the service; 50%, 75% and 100% where left out. */
  readonly errorBudgetPolicy?: ErrorBudgetPolicy
  readonly runPromise?: RunPromise
  /**
   * Where people read this repository's files, such as `https://git.example.org/shop/blob/main`: what the runbooks' paths
   * are put behind in alerts. Left out, alerts carry the path alone.
   */
  readonly repositoryUrl?: `http${'' | 's'}://${string}`
  readonly limits: ResourceLimits
  readonly loadProfiles: Readonly<Record<string, LoadProfile>>
  readonly scenarios?: Readonly<Record<string, Scenario<NoInfer<Name>>>>
}

/** A service with its defaults filled in: what every generator takes. */
export interface Service extends ServiceDefinition<string> {
  readonly job: string
}

/** All services of a working repository, in the order in which they are shown. */
export type Fleet = readonly Service[]

/**
 * Fills the defaults of a definition and checks its types: durations, sizes and ratios carry units, and an operation or
 * a business kind that is referred to must exist. Whether its values make sense is what `validateFleet` says.
 *
 * @example
 * export const orders = defineService({ name: 'orders', runtime: micrometer(), … })
 */
export function defineService<const Name extends string, const Kind extends string = string>(
  definition: ServiceDefinition<Name, Kind>,
): Service {
  return { ...definition, job: definition.job ?? definition.name }
}
