import type { Service } from '../model/service.ts'
import { operationsOf } from '../model/signals.ts'
import { type Evidence, isUnmeasured, type Latency, type Measured, type RequestCounts } from './run.ts'
import type { SideBySide } from './verdict.ts'

const unknown = { unmeasured: 'The service told nothing of this operation.' }

function atClient(counts: Measured<RequestCounts>, figure: keyof Latency): Measured {
  if (isUnmeasured(counts)) return counts
  return counts.latency?.[figure] ?? { unmeasured: 'No request ended.' }
}

/** What client and service measured of the same requests: all operations together first, then each that was used. */
export function sideBySide(service: Service, { counts, signals }: Evidence): SideBySide[] {
  const total = isUnmeasured(counts) ? counts : counts.total
  const completed = (some: Measured<RequestCounts>) => (isUnmeasured(some) ? some : some.completed)
  const { latency } = signals
  const all: SideBySide = {
    requests: { client: completed(total), service: signals.requests },
    average: { client: atClient(total, 'average'), service: latency.average },
    p95: { client: atClient(total, 'p95'), service: latency.p95 },
    p99: { client: atClient(total, 'p99'), service: latency.p99 },
  }
  if (isUnmeasured(counts)) return [all]
  const each = operationsOf(service).flatMap(([operation]) => {
    const client = counts.operations[operation]
    if (client === undefined || client.offered === 0) return []
    const served = signals.operations[operation]
    return [
      {
        operation,
        requests: { client: client.completed, service: served?.requests ?? unknown },
        average: { client: atClient(client, 'average'), service: served?.average ?? unknown },
        p95: { client: atClient(client, 'p95'), service: served?.p95 ?? unknown },
      },
    ]
  })
  return [all, ...each]
}
