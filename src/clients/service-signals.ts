import { setTimeout as sleep } from 'node:timers/promises'
import { increments, judgedCounters } from '../analysis/counters.ts'
import { parseExposition } from '../analysis/exposition.ts'
import { type ResourceName, resourceNames } from '../analysis/resource.ts'
import { resourceLevel } from '../analysis/resource-levels.ts'
import {
  isUnmeasured,
  type Measured,
  type ResourceLevel,
  type RunRecord,
  runSchemaVersion,
  type ServiceSignals,
} from '../analysis/run.ts'
import type { Sample, SampleSeries } from '../analysis/sample.ts'
import { newestScrape, scrapeInterval, scrapesBetween, wasUp } from '../analysis/scrapes.ts'
import { servedOf } from '../analysis/served.ts'
import {
  counterQueries,
  garbageCollectionQuery,
  resourceQuery,
  restartQuery,
  scrapesOfARate,
  upQuery,
} from '../analysis/signal-queries.ts'
import { Failure } from '../model/failure.ts'
import type { Counter, Gauge, Share } from '../model/runtime.ts'
import type { Service } from '../model/service.ts'
import type { PrometheusClient } from './prometheus.ts'
import { saturationOf } from './saturation.ts'

/** Where the signals of a run come from. Each may be missing; what then is not known is unmeasured. */
export interface SignalSources {
  readonly prometheus?: PrometheusClient | undefined
  /** The service's `/metrics` page, read just before the run and just after it. */
  readonly pages?: { readonly before: string; readonly after: string } | undefined
}

interface Window {
  readonly prometheus: PrometheusClient
  readonly start: number
  readonly end: number
  /** The first scrape after the end, so that it holds all that the run did. */
  readonly settled: number
  readonly interval: number
  readonly up: readonly SampleSeries[]
}

// Prometheus' own default, for a service that it has scraped only once.
const usualInterval = 15
const pause = 250

async function measured<Value>(ask: () => Promise<Measured<Value>>): Promise<Measured<Value>> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Failure) return { unmeasured: error.message }
    throw error
  }
}

/** Waits for a scrape after the end of the run, at most for three scrapes: then what is there must do. */
async function settledWindow(
  service: Service,
  prometheus: PrometheusClient,
  { startedAt, endedAt }: Pick<RunRecord, 'startedAt' | 'endedAt'>,
): Promise<Measured<Window>> {
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
      return { prometheus, start, end, settled: Math.max(newest, end), interval, up }
    }
  }
}

/** A page is exact to the moment, where Prometheus is late by a scrape; but it is only one instance's. */
async function counterGrowth(
  service: Service,
  pages: SignalSources['pages'],
  window: Measured<Window>,
): Promise<Measured<readonly Sample[]>> {
  // A page in text shows no buckets of a native histogram.
  const whole = service.runtime.requests.histogram.kind !== 'native'
  if (pages !== undefined && (isUnmeasured(window) || (window.up.length === 1 && whole))) {
    try {
      const [before, after] = [pages.before, pages.after].map((page) => judgedCounters(service, parseExposition(page)))
      return increments(before ?? [], after ?? [])
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      if (isUnmeasured(window))
        return { unmeasured: `The metrics page of the service cannot be read. ${error.message}` }
    }
  }
  if (isUnmeasured(window)) return window
  if (!wasUp(window.up, window.start)) return { unmeasured: 'Prometheus did not know the service before the run.' }
  return measured(async () => {
    const at = async (time: number) => {
      const answers = await Promise.all(counterQueries(service).map((query) => window.prometheus.query(query, time)))
      return judgedCounters(service, answers.flat())
    }
    const [before, after] = await Promise.all([at(window.start), at(window.settled)])
    return increments(before, after)
  })
}

async function levelOf(
  service: Service,
  signal: Counter | Gauge | Share,
  { prometheus, start, end, interval }: Window,
): Promise<Measured<ResourceLevel>> {
  const query = resourceQuery(service, signal, interval)
  // A rate that looks back to before the run would mix in the idle time.
  const lead = signal.kind === 'counter' ? scrapesOfARate * interval : interval
  if (start + lead > end) return { unmeasured: `The run was too short: it takes ${Math.ceil(lead)} s to tell.` }
  const metric = signal.kind === 'share' ? signal.used.metric : signal.metric
  return measured(async () => {
    // Prometheus gives at most 11,000 points.
    const step = Math.max(interval, (end - start) / 10_000)
    const series = await prometheus.queryRange(query, { start: start + lead, end, step })
    return resourceLevel(series, `Prometheus has no ${metric} of the service.`)
  })
}

async function resourcesOf(service: Service, window: Measured<Window>): Promise<ServiceSignals['resources']> {
  const level = async (name: ResourceName): Promise<readonly [ResourceName, Measured<ResourceLevel>]> => {
    const signal = service.runtime.signals[name]
    if (signal.kind === 'absent') return [name, { unmeasured: signal.reason, declaredAbsent: true }]
    return [name, isUnmeasured(window) ? window : await levelOf(service, signal, window)]
  }
  const levels = await Promise.all(resourceNames.map(level))
  return Object.fromEntries(levels) as ServiceSignals['resources']
}

async function restartsOf(service: Service, window: Measured<Window>): Promise<Measured> {
  if (isUnmeasured(window)) return window
  return measured(async () => {
    const over = window.settled - window.start + window.interval
    const [sample] = await window.prometheus.query(restartQuery(service, over), window.settled)
    return sample?.value ?? { unmeasured: 'Prometheus has no counters of the service.' }
  })
}

async function garbageCollectionOf(service: Service, window: Measured<Window>): Promise<Measured> {
  if (isUnmeasured(window)) return window
  const { prometheus, start, end, settled } = window
  const query = garbageCollectionQuery(service, Math.max(1, settled - start))
  if (query === undefined) return { unmeasured: 'The runtime tells no pauses.', declaredAbsent: true }
  return measured(async () => {
    const [sample] = await prometheus.query(query, settled)
    const share = sample?.value
    return share !== undefined && Number.isFinite(share) && end > start
      ? share
      : { unmeasured: 'Prometheus has no pauses of the service.' }
  })
}

/**
 * What the service itself measured over a run. Waits for one scrape after its end. Never throws for a source that is
 * gone: what it would have told is unmeasured, with the reason.
 */
export async function collectSignals(
  service: Service,
  run: Pick<RunRecord, 'startedAt' | 'endedAt'>,
  { prometheus, pages }: SignalSources,
): Promise<ServiceSignals> {
  const window = await measured<Window>(async () =>
    prometheus === undefined
      ? { unmeasured: 'No Prometheus was asked.' }
      : await settledWindow(service, prometheus, run),
  )
  const [grown, resources, restarts, garbageCollection, saturation] = await Promise.all([
    counterGrowth(service, pages, window),
    resourcesOf(service, window),
    restartsOf(service, window),
    garbageCollectionOf(service, window),
    isUnmeasured(window) ? undefined : saturationOf(service, run, window.prometheus),
  ])
  const runSeconds = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000
  return {
    schemaVersion: runSchemaVersion,
    ...servedOf(service, grown, runSeconds),
    resources,
    garbageCollection,
    ...(saturation === undefined ? {} : { saturation }),
    scrapes: isUnmeasured(window) ? window : scrapesBetween(window.up, window.start, window.settled),
    restarts,
  }
}
