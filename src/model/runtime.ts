import type { Duration } from './units.ts'

/** A selection of series: a metric and the label values that it must have. */
export interface Series {
  readonly metric: string
  readonly labels?: Readonly<Record<string, string>>
}

/** What the runtime cannot tell. `reason` is shown to people wherever the signal is missing. */
export interface Absent {
  readonly kind: 'absent'
  readonly reason: string
}

/** A quantity that is read as it stands. */
export interface Gauge extends Series {
  readonly kind: 'gauge'
}

/** A quantity that only grows: its per-second increase is what matters. */
export interface Counter extends Series {
  readonly kind: 'counter'
}

/** One gauge as a share of another. */
export interface Share {
  readonly kind: 'share'
  readonly used: Series
  readonly total: Series
}

/** Time spent in pauses: seconds (`_sum`) and number (`_count`) of a histogram or summary of this name. */
export interface Pauses extends Series {
  readonly kind: 'pauses'
}

/** How to read one resource of a service. */
export type Signal = Gauge | Counter | Share | Pauses | Absent

/** The resources that a service may saturate, and what each runtime calls them. */
export interface Signals {
  /** Share of the CPU that the process may use, from 0 to 1. */
  readonly cpu: Gauge | Counter | Absent
  /** Bytes of heap in use. */
  readonly heap: Gauge | Absent
  /** Share of the database connections in use, from 0 to 1. */
  readonly databasePool: Share | Absent
  /** Requests that wait for a database connection. */
  readonly databaseWaiting: Gauge | Absent
  /** Requests in flight. */
  readonly activeRequests: Gauge | Absent
  readonly garbageCollection: Pauses | Absent
  /** Seconds by which the event loop runs late. */
  readonly eventLoopLag: Gauge | Absent
  /** Threads that are alive. */
  readonly threads: Gauge | Absent
  /** Bytes of memory that the process holds, heap and all. */
  readonly residentMemory: Gauge | Absent
  /** Share of the file descriptors in use, connections among them, from 0 to 1. */
  readonly fileDescriptors: Share | Absent
}

/**
 * How durations of requests are kept. `classic`: `<metric>_bucket` with these upper boundaries, ascending. `native`: one
 * series `<metric>` of Prometheus' native histograms, which holds number, sum and buckets. `none`: number and sum alone.
 */
export type RequestHistogram =
  | { readonly kind: 'classic'; readonly boundaries: readonly Duration[] }
  | { readonly kind: 'native' }
  | { readonly kind: 'none' }

/** What the labels of the request metric are called. */
export interface RequestLabels {
  readonly method: string
  /** Holds the template of the path, as `uri` of an operation has it. */
  readonly uri: string
  /** Holds the status code, or its class (`5xx`). */
  readonly status: string
}

/** The server's own measurement of its requests: `<metric>_count` and `<metric>_sum`, unless its histogram is native. */
export interface RequestMetric {
  readonly metric: string
  readonly histogram: RequestHistogram
  /** The gauge of the slowest recent request in seconds, where the runtime has one. */
  readonly maximum?: string
  /** Its labels, in the words of the runtime. */
  readonly labels: RequestLabels
  /** Further labels that tell requests apart, and not processes: nothing asks for them, rules add them up. */
  readonly otherLabels?: readonly string[]
}

/** Which metric names a runtime exposes. Choosing one is one line of a definition. */
export interface RuntimePreset {
  readonly id: string
  readonly title: string
  /** Why the service exposes no metrics, where it exposes none: nothing else of the preset is asked for then. */
  readonly unobserved?: string
  readonly requests: RequestMetric
  readonly signals: Signals
  /** What "CPU 100%" means here, for descriptions: one core, or the whole machine. */
  readonly cpuUnit: string
}

/** What may differ between two services of one runtime. Without either there are no percentiles. */
export type RuntimeOptions =
  | {
      /** The boundaries of the classic request histogram that the service really exposes. */
      readonly latencyBuckets?: readonly Duration[]
      readonly histogram?: never
    }
  | {
      /** Prometheus stores the requests as native histograms. */
      readonly histogram: 'native'
      readonly latencyBuckets?: never
    }

/** The request histogram that these options name. Both at once is refused by the compiler, else by validation. */
export function requestHistogram(options: RuntimeOptions): RequestHistogram {
  const { histogram, latencyBuckets = [] }: { histogram?: 'native'; latencyBuckets?: readonly Duration[] } = options
  const named = latencyBuckets.length > 0 ? { boundaries: latencyBuckets } : undefined
  if (histogram !== undefined) return { kind: histogram, ...named }
  return named ? { kind: 'classic', ...named } : { kind: 'none' }
}
