import { type RuntimeOptions, type RuntimePreset, requestHistogram, type Signals } from '../runtime.ts'

/** What may differ between two JVM services. */
export type MicrometerOptions = RuntimeOptions & {
  /** The gauges of the connection pool, such as `hikaricp_connections_active` and `hikaricp_connections_max`. */
  readonly databasePool?: { readonly inUse: string; readonly max: string; readonly waiting?: string }
  /** The gauge of the requests in flight: Quarkus calls it `http_server_active_requests`, as here where left out. */
  readonly activeRequests?: string
}

function pool(options: MicrometerOptions['databasePool']): Pick<Signals, 'databasePool' | 'databaseWaiting'> {
  const reason = 'The service exposes no metrics of its connection pool; requests in flight show saturation instead.'
  return {
    databasePool: options
      ? { kind: 'share', used: { metric: options.inUse }, total: { metric: options.max } }
      : { kind: 'absent', reason },
    databaseWaiting: options?.waiting ? { kind: 'gauge', metric: options.waiting } : { kind: 'absent', reason },
  }
}

/**
 * A JVM service with Micrometer (Quarkus, Spring Boot). Its timers have buckets only where the service switched them on
 * (`percentiles-histogram` or service level objectives); name them in `latencyBuckets` then, or say that Prometheus stores them as native histograms.
 */
export function micrometer(options: MicrometerOptions = {}): RuntimePreset {
  return {
    id: 'micrometer',
    title: 'JVM with Micrometer',
    requests: {
      metric: 'http_server_requests_seconds',
      histogram: requestHistogram(options),
      maximum: 'http_server_requests_seconds_max',
      labels: { method: 'method', uri: 'uri', status: 'status' },
      // Quarkus has `outcome`, Spring Boot `exception` and `error` as well.
      otherLabels: ['outcome', 'exception', 'error'],
    },
    signals: {
      cpu: { kind: 'gauge', metric: 'process_cpu_usage' },
      heap: { kind: 'gauge', metric: 'jvm_memory_used_bytes', labels: { area: 'heap' } },
      ...pool(options.databasePool),
      activeRequests: { kind: 'gauge', metric: options.activeRequests ?? 'http_server_active_requests' },
      garbageCollection: { kind: 'pauses', metric: 'jvm_gc_pause_seconds' },
      eventLoopLag: { kind: 'absent', reason: 'The JVM serves requests on a pool of threads and has no event loop.' },
      threads: { kind: 'gauge', metric: 'jvm_threads_live_threads' },
      residentMemory: { kind: 'absent', reason: 'Micrometer does not tell the memory of the whole process.' },
      fileDescriptors: {
        kind: 'share',
        used: { metric: 'process_files_open_files' },
        total: { metric: 'process_files_max_files' },
      },
    },
    cpuUnit: 'the whole machine',
  }
}
