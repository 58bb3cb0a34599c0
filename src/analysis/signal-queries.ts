import { aggregate, type Expression, oneOf, rate, selector, sum, withLabel } from '../model/promql.ts'
import { classicBuckets, hasHistogram, requestSeries, requests } from '../model/request-signals.ts'
import type { Counter, Gauge, Share } from '../model/runtime.ts'
import type { Service } from '../model/service.ts'
import { level, ofOperations, ofService, series } from '../model/signals.ts'
import { businessCounters } from './counters.ts'

/** How many scrapes a rate looks back over: two that it needs, and one that may be missed. */
export const scrapesOfARate = 3

/** Whether Prometheus could scrape the service: 1 or 0 by instance. */
export function upQuery(service: Service): string {
  return selector('up', ofService(service)).text
}

/**
 * The raw counters of the service: of its operations, named as a classic histogram names them, and of its business. They are read before and after a run and
 * subtracted, since `increase` extrapolates to the edges of its window.
 */
export function counterQueries(service: Service): readonly string[] {
  const operations = ofOperations(service)
  const { metric, histogram } = service.runtime.requests
  // What is read out of a native histogram has lost its name.
  const called = (part: string, read: Expression) =>
    (histogram.kind === 'native' ? withLabel(read, '__name__', `${metric}_${part}`) : read).text
  const queries = [
    ...(['count', 'sum'] as const).map((part) => called(part, requests(service, part, operations))),
    ...(hasHistogram(service)
      ? [
          called(
            'bucket',
            classicBuckets(service, (counters) => counters),
          ),
        ]
      : []),
  ]
  const business = businessCounters(service)
  if (business.length === 0) return queries
  return [...queries, selector('', { __name__: oneOf(business), ...ofService(service) }).text]
}

/** How often the service began to count anew in so many seconds: the series that was reset most often tells. */
export function restartQuery(service: Service, overSeconds: number): string {
  const counted = requestSeries(service, 'count', ofService(service)).text
  return `max(resets(${counted}[${Math.ceil(overSeconds * 1000)}ms]))`
}

/** Share of the time that garbage collection took over so many seconds, the worst instance; `undefined` where none is told. */
export function garbageCollectionQuery(service: Service, overSeconds: number): string | undefined {
  const pauses = service.runtime.signals.garbageCollection
  if (pauses.kind === 'absent') return undefined
  const total = series(service, { ...pauses, metric: `${pauses.metric}_sum` })
  return aggregate('max', sum(rate(total, `${Math.ceil(overSeconds * 1000)}ms`), ['instance'])).text
}

/** The level of a resource, the worst instance at each moment. */
export function resourceQuery(service: Service, signal: Counter | Gauge | Share, scrapeSeconds: number): string {
  return level(service, signal, `${Math.ceil(scrapesOfARate * scrapeSeconds * 1000)}ms`).text
}
