import type { Service } from '../model/service.ts'
import { bytes, seconds, share } from '../model/units.ts'
import { steadyServed } from './parts.ts'
import { type Evidence, isUnmeasured, type Measured, type ResourceLevel } from './run.ts'
import type { RowUnit, VerdictRow } from './verdict.ts'

interface Limited {
  readonly id: string
  readonly title: string
  readonly bound: number
  readonly unit: RowUnit
  readonly value: Measured
}

/**
 * A resource is judged by its P95 over the steady part, the level that it kept below for 95% of the time: a garbage collection or
 * a compiler that warms up for one scrape breaks no limit, a plateau does, and a long idle start hides nothing as a mean
 * would. A part of fewer than 20 scrapes is in effect judged by its highest one.
 */
function ninetyFifth(level: Measured<ResourceLevel>): Measured {
  return isUnmeasured(level) ? level : level.p95
}

function limitsOf({ limits }: Service, { signals }: Evidence): Limited[] {
  const { cpu, heap, databasePool, meanResponse } = limits
  const { resources } = signals
  const { latency } = steadyServed(signals)
  const limited: Limited[] = []
  const add = (id: string, title: string, bound: number, unit: RowUnit, value: Measured) =>
    limited.push({ id, title, bound, unit, value })
  if (cpu) add('cpu', 'CPU, P95', share(cpu.below), 'ratio', ninetyFifth(resources.cpu))
  if (heap) add('heap', 'Heap, P95', bytes(heap.below), 'bytes', ninetyFifth(resources.heap))
  if (databasePool) {
    const pool = ninetyFifth(resources.databasePool)
    add('database-pool', 'Database pool, P95', share(databasePool.below), 'ratio', pool)
  }
  if (meanResponse) {
    add('mean-response', 'Mean response', seconds(meanResponse.below) * 1000, 'milliseconds', latency.average)
  }
  return limited
}

/** The resource limits of the definition, from the service's own signals. */
export function limitRows(service: Service, evidence: Evidence): VerdictRow[] {
  return limitsOf(service, evidence).map(({ id, title, bound, unit, value }) => {
    const row = {
      id: `limit.${id}`,
      title,
      kind: 'limit',
      measuredAt: 'service',
      comparison: '<',
      bound,
      unit,
    } as const
    if (isUnmeasured(value)) {
      const required = value.declaredAbsent !== true
      return { ...row, result: 'unmeasured', reason: value.unmeasured, required }
    }
    return { ...row, value, result: value < bound ? 'pass' : 'fail', required: true }
  })
}
