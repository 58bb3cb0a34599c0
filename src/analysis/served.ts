import { hasHistogram } from '../model/request-signals.ts'
import type { Service, Slo } from '../model/service.ts'
import { operationsOf } from '../model/signals.ts'
import { seconds } from '../model/units.ts'
import { businessCounters, operationOf, sumOverOperations } from './counters.ts'
import { parseValue } from './exposition.ts'
import { type Bucket, quantileOf } from './histogram.ts'
import { type EventCount, isUnmeasured, type Measured, type Served, type Unmeasured } from './run.ts'
import type { Sample } from './sample.ts'

const noRequests: Unmeasured = { unmeasured: 'The service counted no request.' }
const noHistogram: Unmeasured = {
  unmeasured: 'The runtime exposes no histogram of its requests, so that the service can tell no percentile.',
  declaredAbsent: true,
}

const add = (samples: readonly Sample[]) => samples.reduce((total, sample) => total + sample.value, 0)

/** The samples of one part of the request metric, of these operations. */
function part(service: Service, grown: readonly Sample[], suffix: string, names?: readonly string[]): Sample[] {
  const metric = `${service.runtime.requests.metric}_${suffix}`
  return grown.filter((sample) => {
    if (sample.name !== metric) return false
    const operation = operationOf(service, sample)
    return operation !== undefined && (names === undefined || names.includes(operation))
  })
}

function isServerError(service: Service, sample: Sample): boolean {
  return /^5\d\d$/.test(sample.labels[service.runtime.requests.labels.status] ?? '')
}

function bucketsOf(samples: readonly Sample[]): readonly Bucket[] {
  const counts = new Map<number, number>()
  for (const sample of samples) {
    const boundary = parseValue(sample.labels['le'] ?? '')
    if (boundary !== undefined) counts.set(boundary, (counts.get(boundary) ?? 0) + sample.value)
  }
  return [...counts].map(([boundary, count]) => ({ boundary, count })).sort((a, b) => a.boundary - b.boundary)
}

function percentile(service: Service, grown: readonly Sample[], quantile: number, names?: readonly string[]): Measured {
  if (!hasHistogram(service)) return noHistogram
  const buckets = part(service, grown, 'bucket', names)
  if (buckets.length === 0) return { unmeasured: 'The service exposes no buckets, though its definition names some.' }
  const value = quantileOf(quantile, bucketsOf(buckets))
  return value === undefined ? noRequests : value * 1000
}

function average(service: Service, grown: readonly Sample[], names?: readonly string[]): Measured {
  const count = add(part(service, grown, 'count', names))
  return count > 0 ? (add(part(service, grown, 'sum', names)) / count) * 1000 : noRequests
}

function latencyEvents(
  service: Service,
  grown: readonly Sample[],
  within: number,
  names?: readonly string[],
): Measured<EventCount> {
  if (!hasHistogram(service)) return noHistogram
  // A failure is bad however fast it was.
  const answered = part(service, grown, 'bucket', names).filter((sample) => !isServerError(service, sample))
  const bucket = bucketsOf(answered).find(({ boundary }) => Math.abs(boundary - within) < 1e-9)
  const total = add(part(service, grown, 'count', names))
  if (bucket === undefined && total > 0)
    return { unmeasured: `The service exposes no bucket that ends at ${within} s.` }
  return { good: bucket?.count ?? 0, total }
}

function businessEvents(service: Service, grown: readonly Sample[]): Measured<EventCount> {
  const counters = new Set(businessCounters(service))
  const events = grown.filter((sample) => counters.has(sample.name))
  if (events.length === 0) return { unmeasured: 'The service exposes none of its business counters.' }
  const failed = add(events.filter((sample) => sample.name === service.business?.failed))
  const total = add(events)
  return { good: total - failed, total }
}

function eventsOf(service: Service, slo: Slo, grown: readonly Sample[]): Measured<EventCount> {
  switch (slo.kind) {
    case 'latency':
      return latencyEvents(service, grown, seconds(slo.within), slo.operations)
    case 'availability': {
      const counted = part(service, grown, 'count', slo.operations)
      const total = add(counted)
      return { good: total - add(counted.filter((sample) => isServerError(service, sample))), total }
    }
    case 'business-errors':
      return businessEvents(service, grown)
  }
}

/** Refusals that are correct answers, by the reason that the service gives for them. */
function refusalsOf({ business }: Service, grown: readonly Sample[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { name, labels, value } of grown) {
    if (name !== business?.rejected || value <= 0) continue
    const reason = labels['reason'] ?? labels['type'] ?? 'unknown'
    counts[reason] = (counts[reason] ?? 0) + value
  }
  return counts
}

function each<Value>(keys: readonly string[], value: (key: string) => Value): Record<string, Value> {
  return Object.fromEntries(keys.map((key) => [key, value(key)]))
}

function unserved(service: Service, because: Unmeasured): Served {
  const { unobserved } = service.runtime
  const reason = unobserved === undefined ? because : { unmeasured: unobserved, declaredAbsent: true }
  const histogram = hasHistogram(service) || unobserved !== undefined ? reason : noHistogram
  return {
    requests: reason,
    requestRate: reason,
    serverErrors: reason,
    latency: { average: reason, p50: histogram, p95: histogram, p99: histogram },
    slos: each(Object.keys(service.slos), (id) => (service.slos[id]?.kind === 'latency' ? histogram : reason)),
    operations: each(Object.keys(service.operations), () => ({ requests: reason, average: reason, p95: histogram })),
  }
}

/**
 * What the service counted in so many seconds, from what its counters grew by (`increments`). Percentiles and
 * shares come from its own buckets over all that time, never from averages of percentiles.
 */
export function servedOf(service: Service, grown: Measured<readonly Sample[]>, lasting: number): Served {
  if (isUnmeasured(grown)) return unserved(service, grown)
  if (part(service, grown, 'count').length === 0) {
    return unserved(service, {
      unmeasured: `The service exposes no ${service.runtime.requests.metric} of its operations.`,
    })
  }
  const { total, operations } = sumOverOperations(service, grown)
  const errors = part(service, grown, 'count').filter((sample) => isServerError(service, sample))
  const quantile = (value: number) => percentile(service, grown, value)
  return {
    requests: total,
    requestRate: lasting > 0 ? total / lasting : { unmeasured: 'It took no time.' },
    serverErrors: add(errors),
    refusals: refusalsOf(service, grown),
    latency: { average: average(service, grown), p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
    slos: each(Object.keys(service.slos), (id) => {
      const slo = service.slos[id]
      return slo === undefined ? noRequests : eventsOf(service, slo, grown)
    }),
    operations: each(
      operationsOf(service).map(([name]) => name),
      (name) => ({
        requests: operations[name] ?? 0,
        average: average(service, grown, [name]),
        p95: percentile(service, grown, 0.95, [name]),
      }),
    ),
  }
}
