import { aggregate, oneOf, rate, selector, sum } from '../model/promql.ts'
import type { Counter, Gauge, Share } from '../model/runtime.ts'
import type { Service } from '../model/service.ts'
import { hasHistogram, level, ofOperations, ofService, requests, series } from '../model/signals.ts'
import { businessCounters } from './counters.ts'

/** How many scrapes a rate looks back over: two that it needs, and one that may be missed. */
export const scrapesOfARate = 3

/** Whether Prometheus could scrape the service: 1 or 0 by instance. */
export function upQuery(service: Service): string {
  return selector('up', ofService(service)).text
}

/**
 * The raw counters of the service: of its operations, and of its business. They are read before and after a run and
 * subtracted, since `increase` extrapolates to the edges of its window.
 */
export function counterQueries(service: Service): readonly string[] {
  const operations = ofOperations(service)
  const parts = hasHistogram(service) ? (['count', 'sum', 'bucket'] as const) : (['count', 'sum'] as const)
  const queries = parts.map((part) => requests(service, part, operations).text)
  const business = businessCounters(service)
  if (business.length === 0) return queries
  return [...queries, selector('', { __name__: oneOf(business), ...ofService(service) }).text]
}

/** How often the service began to count anew in so many seconds: the series that was reset most often tells. */
export function restartQuery(service: Service, overSeconds: number): string {
  const counted = requests(service, 'count', ofService(service)).text
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
