import type { Saturation } from '../analysis/resource.ts'
import type { RunRecord } from '../analysis/run.ts'
import { firstSaturated, limitedResources, type ResourceCourse } from '../analysis/saturation.ts'
import { resourceQuery } from '../analysis/signal-queries.ts'
import { Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { PrometheusClient } from './prometheus.ts'

// The fastest scrape of both stacks; finer steps would only repeat samples.
const scrapeSeconds = 5

/** Which resource of the service reached its limit first in a run; `undefined` where Prometheus cannot tell. */
export async function saturationOf(
  service: Service,
  run: Pick<RunRecord, 'startedAt' | 'endedAt'>,
  prometheus: PrometheusClient,
): Promise<Saturation | undefined> {
  const range = { start: Date.parse(run.startedAt) / 1000, end: Date.parse(run.endedAt) / 1000, step: scrapeSeconds }
  const courses = limitedResources(service).map(async (limited): Promise<ResourceCourse[]> => {
    const signal = service.runtime.signals[limited.resource]
    if (signal.kind === 'absent') return []
    try {
      const series = await prometheus.queryRange(resourceQuery(service, signal, scrapeSeconds), range)
      return [{ ...limited, points: series.flatMap(({ points }) => points) }]
    } catch (cause) {
      if (cause instanceof Failure) return []
      throw cause
    }
  })
  return firstSaturated((await Promise.all(courses)).flat())
}
