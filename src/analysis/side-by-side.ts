import type { Service } from '../model/service.ts'
import { operationsOf } from '../model/signals.ts'
import { seconds } from '../model/units.ts'
import { formatValue } from './format-value.ts'
import type { Latency, RequestCounts } from './load-counts.ts'
import { steadyCounts, steadyServed } from './parts.ts'
import { type Evidence, isUnmeasured, type Measured } from './run.ts'
import type { SideBySide } from './verdict.ts'

const unknown = { unmeasured: 'The service told nothing of this operation.' }

function atClient(counts: Measured<RequestCounts>, figure: keyof Latency): Measured {
  if (isUnmeasured(counts)) return counts
  return counts.latency?.[figure] ?? { unmeasured: 'No request ended.' }
}

/**
 * What client and service measured: all operations together first, then each that was used. Requests are those of the
 * whole run, which both count exactly; times are those of the steady part.
 */
export function sideBySide(service: Service, { counts, signals }: Evidence): SideBySide[] {
  const part = isUnmeasured(counts) ? undefined : steadyCounts(counts)
  const total = isUnmeasured(counts) ? counts : counts.total
  const timed = part?.total ?? total
  const completed = (some: Measured<RequestCounts>) => (isUnmeasured(some) ? some : some.completed)
  const { latency, operations } = steadyServed(signals)
  const all: SideBySide = {
    requests: { client: completed(total), service: signals.requests },
    average: { client: atClient(timed, 'average'), service: latency.average },
    p95: { client: atClient(timed, 'p95'), service: latency.p95 },
    p99: { client: atClient(timed, 'p99'), service: latency.p99 },
  }
  if (isUnmeasured(counts)) return [all]
  const each = operationsOf(service).flatMap(([operation]) => {
    const client = counts.operations[operation]
    if (client === undefined || client.offered === 0) return []
    const steady = part?.operations[operation] ?? client
    const served = operations[operation]
    return [
      {
        operation,
        requests: { client: client.completed, service: signals.operations[operation]?.requests ?? unknown },
        average: { client: atClient(steady, 'average'), service: served?.average ?? unknown },
        p95: { client: atClient(steady, 'p95'), service: served?.p95 ?? unknown },
      },
    ]
  })
  return [all, ...each]
}

/**
 * A service cannot take longer than its client waits: where its percentile says so, it was interpolated within a bucket that
 * is wider than what was measured. `undefined` where the percentiles can be compared.
 */
export function coarseBuckets({ runtime }: Service, [all]: readonly SideBySide[]): string | undefined {
  const { histogram } = runtime.requests
  if (histogram.kind !== 'classic' || all === undefined) return undefined
  const { client, service } = all.p95
  if (isUnmeasured(client) || isUnmeasured(service) || service <= client) return undefined
  const upper = histogram.boundaries.findIndex((boundary) => seconds(boundary) * 1000 >= service)
  if (upper < 0) return undefined
  const [from = '0', to] = [histogram.boundaries[upper - 1], histogram.boundaries[upper]]
  return `The service's P95 of ${formatValue(service, 'milliseconds')} is interpolated between the boundaries of its bucket, ${from} and ${to}: with finer ones it could be compared with the client's.`
}
