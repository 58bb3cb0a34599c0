import type { Service } from '../../model/service.ts'
import type { LoadCounts, RequestCounts } from '../load-counts.ts'
import type { Evidence, ResourceLevel, ServiceSignals } from '../run.ts'

/** Counts of so many requests, all answered well and fast. */
export function goodRequests(service: Service, offered: number): RequestCounts {
  const within = Object.entries(service.slos).flatMap(([id, slo]) => (slo.kind === 'latency' ? [[id, offered]] : []))
  return {
    offered,
    completed: offered,
    unexpected: {},
    within: Object.fromEntries(within),
    latency: { average: 4, p50: 3, p90: 8, p95: 10, p99: 20, max: 40 },
  }
}

function added(parts: readonly RequestCounts['unexpected'][]): RequestCounts['unexpected'] {
  const total: Record<string, number> = {}
  for (const part of parts) for (const [key, count] of Object.entries(part)) total[key] = (total[key] ?? 0) + count
  return total
}

/** Counts of a run in which each operation was called so often; `changes` replaces some operations' counts. */
export function loadCounts(
  service: Service,
  each: number,
  changes: Readonly<Record<string, Partial<RequestCounts>>> = {},
): LoadCounts {
  const good = goodRequests(service, each)
  const operations = Object.keys(service.operations).map((name) => [name, { ...good, ...changes[name] }] as const)
  const sum = (value: (counts: RequestCounts) => number) =>
    operations.reduce((total, [, counts]) => total + value(counts), 0)
  return {
    seconds: 30,
    total: {
      ...good,
      offered: sum((counts) => counts.offered),
      completed: sum((counts) => counts.completed),
      unexpected: added(operations.map(([, counts]) => counts.unexpected)),
    },
    operations: Object.fromEntries(operations),
    iterations: { completed: each, interrupted: 0, dropped: 0 },
  }
}

/** A resource that stayed at one level. */
export function steady(value: number): ResourceLevel {
  return { mean: value, p95: value, max: value, samples: 6 }
}

/** Signals of a service that answered so many requests without a fault. */
export function goodSignals(service: Service, requests: number): ServiceSignals {
  const figures = { requests, average: 3, p95: 8 }
  const keys = (record: object) => Object.keys(record)
  return {
    schemaVersion: 1,
    requests,
    requestRate: requests / 30,
    serverErrors: 0,
    latency: { average: 3, p50: 2, p95: 8, p99: 15 },
    slos: Object.fromEntries(keys(service.slos).map((id) => [id, { good: requests, total: requests }])),
    operations: Object.fromEntries(keys(service.operations).map((name) => [name, figures])),
    resources: {
      cpu: steady(0.4),
      heap: steady(5e7),
      databasePool: steady(0.2),
      databaseWaiting: steady(0),
      activeRequests: steady(2),
      eventLoopLag: steady(0.001),
    },
    scrapes: { total: 7, failed: 0, longestFailure: 0 },
    restarts: 0,
  }
}

/** A whole run in which everything held; `changes` plants faults. */
export function goodEvidence(service: Service, changes: Partial<Evidence> = {}): Evidence {
  return {
    run: {
      schemaVersion: 1,
      testid: 'basic-20260101T000000Z-0a1b',
      service: service.name,
      scenario: 'basic',
      definitionHash: 'sha256:0',
      options: { virtualUsers: 5, duration: '30s' },
      versions: { sidelight: '0.1.0', k6: '1.8.1', node: '20.19.0' },
      machine: { cpus: 2, memoryBytes: 8e9, platform: 'linux', architecture: 'x64' },
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T00:00:30.000Z',
      interrupted: false,
    },
    counts: loadCounts(service, 625),
    signals: goodSignals(service, 625 * Object.keys(service.operations).length),
    generator: { cpuShare: 0.2, lateShare: 0 },
    losses: {},
    ...changes,
  }
}
