import { setTimeout as sleep } from 'node:timers/promises'
import { isUnmeasured, type Measured, type RunPart, type RunRecord } from '../analysis/run.ts'
import type { SampleSeries } from '../analysis/sample.ts'
import { newestScrape, scrapeInterval } from '../analysis/scrapes.ts'
import { upQuery } from '../analysis/signal-queries.ts'
import { exitCode, Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { PrometheusClient } from './prometheus.ts'

/** A time, in seconds since 1970, and the scrapes of the service in it. */
export interface ScrapeWindow {
  readonly prometheus: PrometheusClient
  /** What that time is, in words. */
  readonly title: 'run' | 'load' | 'steady part'
  readonly start: number
  readonly end: number
  /** The first scrape after the end of the run, so that it holds all that the run did. */
  readonly settled: number
  /** Seconds between two scrapes. */
  readonly interval: number
  readonly up: readonly SampleSeries[]
}

// Prometheus' own default, for a service that it has scraped only once.
const usualInterval = 15
const pause = 250
// Seconds for which a Prometheus that has just started collects its targets before it scrapes one.
const discovery = 5

/** What is asked for, or the reason why it cannot be had. */
export async function measured<Value>(ask: () => Promise<Measured<Value>>): Promise<Measured<Value>> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Failure) return { unmeasured: error.message }
    throw error
  }
}

/** Waits for a scrape after the end of the run, at most for three scrapes: then what is there must do. */
export async function settledWindow(
  service: Service,
  prometheus: PrometheusClient,
  { startedAt, endedAt }: Pick<RunRecord, 'startedAt' | 'endedAt'>,
): Promise<Measured<ScrapeWindow>> {
  const start = Date.parse(startedAt) / 1000
  const end = Date.parse(endedAt) / 1000
  for (const begun = performance.now(); ; await sleep(pause)) {
    const now = Date.now() / 1000
    // Two minutes before the run tell the interval, and whether the service was up when it began.
    const up = await prometheus.samples(`${upQuery(service)}[${Math.ceil((now - start + 120) * 1000)}ms]`, now)
    const newest = newestScrape(up)
    if (newest === undefined) return { unmeasured: `Prometheus scrapes no service with the job "${service.job}".` }
    const interval = scrapeInterval(up) ?? usualInterval
    const waited = (performance.now() - begun) / 1000
    if (newest > end || waited > 3 * interval) {
      return { prometheus, title: 'run', start, end, settled: Math.max(newest, end), interval, up }
    }
  }
}

/**
 * Waits until Prometheus has seen the service up: what it counted before a run is not known otherwise. No longer than for
 * two scrapes, and not at all where Prometheus does not scrape it, or cannot tell; says once for how many seconds. Throws a Failure after Ctrl-C.
 */
export async function awaitScrape(
  service: Service,
  prometheus: PrometheusClient,
  waiting: (seconds: number) => void,
): Promise<void> {
  const seen = async () => (await prometheus.query(upQuery(service))).some(({ value }) => value === 1)
  try {
    if (await seen()) return
    const interval = await prometheus.scrapeInterval(service.job)
    if (interval === undefined) return
    const longest = discovery + 2 * interval
    waiting(longest)
    const begun = performance.now()
    while (!(await seen()) && performance.now() - begun < longest * 1000) await sleep(pause)
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code === exitCode.interrupted) throw cause
  }
}

/** The same scrapes, looked at in a part of the run alone. */
export function narrowed(
  window: Measured<ScrapeWindow>,
  part: RunPart,
  title: ScrapeWindow['title'],
): Measured<ScrapeWindow> {
  return isUnmeasured(window)
    ? window
    : { ...window, start: window.start + part.from, end: window.start + part.to, title }
}
