import type { Measured, ServiceSignals } from './run.ts'
import type { SampleSeries } from './sample.ts'

/** Seconds between two scrapes: the middle one of the distances between samples of `up`. `undefined` below two samples. */
export function scrapeInterval(up: readonly SampleSeries[]): number | undefined {
  const distances = up
    .flatMap(({ points }) => points.map(([time], index) => time - (points[index - 1]?.[0] ?? Number.NaN)))
    .filter((distance) => distance > 0)
    .sort((a, b) => a - b)
  return distances[Math.floor(distances.length / 2)]
}

/** The time of the newest scrape that all instances still scraped have had, up or down. `undefined` without any. */
export function newestScrape(up: readonly SampleSeries[]): number | undefined {
  const newest = up.flatMap(({ points }) => points.at(-1)?.[0] ?? [])
  if (newest.length === 0) return undefined
  // An instance that three scrapes of its neighbours passed by is gone: nobody waits for it.
  const gone = Math.max(...newest) - 3 * (scrapeInterval(up) ?? Number.POSITIVE_INFINITY)
  return Math.min(...newest.filter((time) => time >= gone))
}

/** Whether an instance was up at its last scrape before this time, so that its counters were known then. */
export function wasUp(up: readonly SampleSeries[], time: number): boolean {
  return up.some(({ points }) => points.findLast(([at]) => at <= time)?.[1] === 1)
}

/** The first and the last moment of a time between which all instances were scraped; `undefined` where they are one. */
export function scrapesInside(
  up: readonly SampleSeries[],
  start: number,
  end: number,
): { readonly first: number; readonly last: number } | undefined {
  const inside = up.map(({ points }) => points.map(([time]) => time).filter((time) => time >= start && time <= end))
  const scraped = inside.filter((times) => times.length > 0)
  const first = Math.max(...scraped.map((times) => times[0] ?? Number.NaN))
  const last = Math.max(...scraped.map((times) => times.at(-1) ?? Number.NaN))
  return last > first ? { first, last } : undefined
}

/** How many scrapes of a time there were, how many failed, and the longest row of failures of any instance. */
export function scrapesBetween(up: readonly SampleSeries[], start: number, end: number): Measured<ScrapeCount> {
  let total = 0
  let failed = 0
  let longestFailure = 0
  for (const { points } of up) {
    let row = 0
    for (const [time, value] of points) {
      if (time < start || time > end) continue
      total += 1
      row = value === 1 ? 0 : row + 1
      if (value !== 1) failed += 1
      longestFailure = Math.max(longestFailure, row)
    }
  }
  if (total === 0) return { unmeasured: 'Prometheus did not scrape the service during the run.' }
  return { total, failed, longestFailure }
}

type ScrapeCount = Exclude<ServiceSignals['scrapes'], { readonly unmeasured: string }>
