import { type ResourceName, resourceNames } from '../analysis/resource.ts'
import { resourceLevel } from '../analysis/resource-levels.ts'
import {
  isUnmeasured,
  type Measured,
  type ResourceLevel,
  type RunRecord,
  runSchemaVersion,
  type Served,
  type ServiceSignals,
} from '../analysis/run.ts'
import { scrapesBetween } from '../analysis/scrapes.ts'
import { servedOf } from '../analysis/served.ts'
import { garbageCollectionQuery, resourceQuery, restartQuery, scrapesOfARate } from '../analysis/signal-queries.ts'
import { secondsOf } from '../analysis/steady-part.ts'
import { unobservedSignals } from '../analysis/unobserved.ts'
import type { Counter, Gauge, Share } from '../model/runtime.ts'
import type { Service } from '../model/service.ts'
import { growthOfPart, growthOfRun, type Pages } from './counter-growth.ts'
import type { PrometheusClient } from './prometheus.ts'
import { saturationOf } from './saturation.ts'
import { measured, narrowed, type ScrapeWindow, settledWindow } from './scrape-window.ts'

/** The service's pages at the edges of the parts of a run. `steady` only where that is not the whole load. */
export interface PartPages {
  readonly load: Pages | undefined
  readonly steady: Pages | undefined
}

/** Where the signals of a run come from. Each may be missing; what then is not known is unmeasured. */
export interface SignalSources {
  readonly prometheus?: PrometheusClient | undefined
  /** The service's `/metrics` page, read just before the run and just after it. */
  readonly pages?: Pages | undefined
  readonly parts?: PartPages | undefined
}

/** A run whose signals are wanted. */
export interface MeasuredRun extends Pick<RunRecord, 'startedAt' | 'endedAt' | 'load' | 'steady'> {
  /** Whether the steady part is the whole load. */
  readonly steadyThroughout?: boolean
}

async function levelOf(
  service: Service,
  signal: Counter | Gauge | Share,
  { prometheus, title, start, end, interval }: ScrapeWindow,
): Promise<Measured<ResourceLevel>> {
  const query = resourceQuery(service, signal, interval)
  // A rate that looks back to before the run would mix in the idle time.
  const lead = signal.kind === 'counter' ? scrapesOfARate * interval : interval
  if (start + lead > end) return { unmeasured: `The ${title} was too short: it takes ${Math.ceil(lead)} s to tell.` }
  const metric = signal.kind === 'share' ? signal.used.metric : signal.metric
  return measured(async () => {
    // Prometheus gives at most 11,000 points.
    const step = Math.max(interval, (end - start) / 10_000)
    const series = await prometheus.queryRange(query, { start: start + lead, end, step })
    return resourceLevel(series, `Prometheus has no ${metric} of the service.`)
  })
}

async function resourcesOf(service: Service, window: Measured<ScrapeWindow>): Promise<ServiceSignals['resources']> {
  const level = async (name: ResourceName): Promise<readonly [ResourceName, Measured<ResourceLevel>]> => {
    const signal = service.runtime.signals[name]
    if (signal.kind === 'absent') return [name, { unmeasured: signal.reason, declaredAbsent: true }]
    return [name, isUnmeasured(window) ? window : await levelOf(service, signal, window)]
  }
  const levels = await Promise.all(resourceNames.map(level))
  return Object.fromEntries(levels) as ServiceSignals['resources']
}

async function restartsOf(service: Service, window: Measured<ScrapeWindow>): Promise<Measured> {
  if (isUnmeasured(window)) return window
  return measured(async () => {
    const over = window.settled - window.start + window.interval
    const [sample] = await window.prometheus.query(restartQuery(service, over), window.settled)
    return sample?.value ?? { unmeasured: 'Prometheus has no counters of the service.' }
  })
}

async function garbageCollectionOf(service: Service, window: Measured<ScrapeWindow>): Promise<Measured> {
  if (isUnmeasured(window)) return window
  const { prometheus, start, end } = window
  const query = garbageCollectionQuery(service, Math.max(1, end - start))
  if (query === undefined) return { unmeasured: 'The runtime tells no pauses.', declaredAbsent: true }
  return measured(async () => {
    const [sample] = await prometheus.query(query, end)
    const share = sample?.value
    return share !== undefined && Number.isFinite(share) && end > start
      ? share
      : { unmeasured: 'Prometheus has no pauses of the service.' }
  })
}

/** What the service counted in the load, and in its steady part where that is another. */
async function partsOf(
  service: Service,
  { load, steady, steadyThroughout }: MeasuredRun,
  window: Measured<ScrapeWindow>,
  pages: PartPages | undefined,
): Promise<Pick<ServiceSignals, 'load' | 'steady'>> {
  if (load === undefined) return {}
  const served = async (part: typeof load, title: ScrapeWindow['title'], own: Pages | undefined): Promise<Served> => {
    const { grown, seconds } = await growthOfPart(service, own, narrowed(window, part, title))
    // Where Prometheus is gone, the pages know nothing of time.
    return servedOf(service, grown, seconds || secondsOf(part))
  }
  const ofLoad = await served(load, 'load', pages?.load)
  if (steady === undefined || isUnmeasured(steady) || steadyThroughout) return { load: ofLoad }
  return { load: ofLoad, steady: await served(steady, 'steady part', pages?.steady) }
}

function judgedWindow(window: Measured<ScrapeWindow>, { load, steady }: MeasuredRun): Measured<ScrapeWindow> {
  if (steady !== undefined && !isUnmeasured(steady)) return narrowed(window, steady, 'steady part')
  return load === undefined ? window : narrowed(window, load, 'load')
}

/**
 * What the service itself measured: what it counted over the whole run and over its parts, and the levels of its steady
 * part, or, where there is none, of its load. Waits for one scrape after its end. Never throws for a source that is gone:
 * what it would have told is unmeasured, with the reason.
 */
export async function collectSignals(
  service: Service,
  run: MeasuredRun,
  { prometheus, pages, parts }: SignalSources,
): Promise<ServiceSignals> {
  if (service.runtime.unobserved !== undefined) return unobservedSignals(service, service.runtime.unobserved)
  const window = await measured<ScrapeWindow>(async () =>
    prometheus === undefined
      ? { unmeasured: 'No Prometheus was asked.' }
      : await settledWindow(service, prometheus, run),
  )
  const levels = judgedWindow(window, run)
  const [grown, counted, resources, restarts, garbageCollection, saturation] = await Promise.all([
    growthOfRun(service, pages, window),
    partsOf(service, run, window, parts),
    resourcesOf(service, levels),
    restartsOf(service, window),
    garbageCollectionOf(service, levels),
    isUnmeasured(levels) ? undefined : saturationOf(service, levels),
  ])
  return {
    schemaVersion: runSchemaVersion,
    ...servedOf(service, grown, (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000),
    ...counted,
    resources,
    garbageCollection,
    ...(saturation === undefined ? {} : { saturation }),
    scrapes: isUnmeasured(window) ? window : scrapesBetween(window.up, window.start, window.settled),
    restarts,
  }
}
