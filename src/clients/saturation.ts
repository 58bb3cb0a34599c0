import type { Saturation } from '../analysis/resource.ts'
import { firstSaturated, limitedResources, type ResourceCourse } from '../analysis/saturation.ts'
import { resourceQuery, scrapesOfARate } from '../analysis/signal-queries.ts'
import { Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { ScrapeWindow } from './scrape-window.ts'

// The fastest scrape of both stacks; finer steps would only repeat samples.
const scrapeSeconds = 5

/** Which resource of the service reached its limit first in this time; `undefined` where Prometheus cannot tell. */
export async function saturationOf(
  service: Service,
  { prometheus, start, end }: Pick<ScrapeWindow, 'prometheus' | 'start' | 'end'>,
): Promise<Saturation | undefined> {
  const courses = limitedResources(service).map(async (limited): Promise<ResourceCourse[]> => {
    const signal = service.runtime.signals[limited.resource]
    if (signal.kind === 'absent') return []
    // A rate that looks back to before would mix in what was then.
    const lead = signal.kind === 'counter' ? scrapesOfARate * scrapeSeconds : 0
    if (start + lead > end) return []
    try {
      const range = { start: start + lead, end, step: scrapeSeconds }
      const series = await prometheus.queryRange(resourceQuery(service, signal, scrapeSeconds), range)
      return [{ ...limited, points: series.flatMap(({ points }) => points) }]
    } catch (cause) {
      if (cause instanceof Failure) return []
      throw cause
    }
  })
  return firstSaturated((await Promise.all(courses)).flat())
}
