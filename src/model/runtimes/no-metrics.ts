import type { Absent, RuntimePreset } from '../runtime.ts'

/**
 * A service that exposes no metrics at all, such as one that is bought. A load run judges it by what the client saw; nothing
 * is scraped, and no dashboard, rule or alert of its own is generated, since none could have data.
 *
 * @example
 * runtime: noMetrics('It is run by its vendor, who shows none.')
 */
export function noMetrics(reason = 'The service exposes no metrics.'): RuntimePreset {
  const absent: Absent = { kind: 'absent', reason }
  return {
    id: 'no-metrics',
    title: 'Without metrics',
    unobserved: reason,
    requests: {
      metric: 'http_server_requests_seconds',
      histogram: { kind: 'none' },
      labels: { method: 'method', uri: 'uri', status: 'status' },
    },
    signals: {
      cpu: absent,
      heap: absent,
      databasePool: absent,
      databaseWaiting: absent,
      activeRequests: absent,
      garbageCollection: absent,
      eventLoopLag: absent,
      threads: absent,
      residentMemory: absent,
      fileDescriptors: absent,
    },
    cpuUnit: 'one core',
  }
}
