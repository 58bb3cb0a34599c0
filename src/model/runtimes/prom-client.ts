import { type RuntimeOptions, type RuntimePreset, requestHistogram } from '../runtime.ts'

/**
 * A Node.js service with prom-client: its default metrics, a histogram `http_server_requests_seconds` and gauges
 * `db_pool_connections_*` for its database pool.
 */
export function promClient(options: RuntimeOptions = {}): RuntimePreset {
  return {
    id: 'prom-client',
    title: 'Node.js with prom-client',
    requests: {
      metric: 'http_server_requests_seconds',
      histogram: requestHistogram(options),
      labels: { method: 'method', uri: 'uri', status: 'status' },
      otherLabels: ['outcome'],
    },
    signals: {
      cpu: { kind: 'counter', metric: 'process_cpu_seconds_total' },
      heap: { kind: 'gauge', metric: 'nodejs_heap_size_used_bytes' },
      databasePool: {
        kind: 'share',
        used: { metric: 'db_pool_connections_in_use' },
        total: { metric: 'db_pool_connections_max' },
      },
      databaseWaiting: { kind: 'gauge', metric: 'db_pool_requests_waiting' },
      activeRequests: { kind: 'gauge', metric: 'http_server_active_requests' },
      garbageCollection: { kind: 'pauses', metric: 'nodejs_gc_duration_seconds' },
      eventLoopLag: { kind: 'gauge', metric: 'nodejs_eventloop_lag_p99_seconds' },
      threads: { kind: 'absent', reason: 'Node.js serves requests on one thread: see the event-loop lag.' },
      residentMemory: { kind: 'gauge', metric: 'process_resident_memory_bytes' },
      fileDescriptors: {
        kind: 'share',
        used: { metric: 'process_open_fds' },
        total: { metric: 'process_max_fds' },
      },
    },
    // JavaScript runs on one thread, so that one full core is what saturates.
    cpuUnit: 'one core',
  }
}
