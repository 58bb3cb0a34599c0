import { businessCounters, operationOf } from '../../src/analysis/counters.ts'
import { isUnmeasured, type Measured, type Unmeasured } from '../../src/analysis/run.ts'
import type { Sample } from '../../src/analysis/sample.ts'
import type { ServiceClient } from '../../src/clients/service.ts'
import { exitCode, Failure } from '../../src/model/failure.ts'
import type { Service } from '../../src/model/service.ts'
import type { AskPresence } from './presence.ts'
import { allLevels, assembled } from './readings/assemble.ts'
import { levelMetrics, levelsBetween, levelsOfPage, type PageLevels } from './readings/page-levels.ts'
import { moved, type Page, pageGrowth, pagePart, pageReader, samplesOf } from './readings/page-reader.ts'
import type { Presence, Reading } from './readings/reading.ts'
import type { Source } from './source.ts'

/** How a page is read. */
export interface PageSourceOptions {
  readonly client: ServiceClient
  readonly presence: AskPresence
  /** Count SLOs since the service started: for a single look, which has seen nothing else of them. */
  readonly single: boolean
  /** Seconds since 1970. */
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

interface Look {
  readonly at: number
  /** The requests of the operations, and the business counters. */
  readonly counters: Page
  readonly levels: PageLevels
}

const windowSeconds = 5
const sloWindowSeconds = 300
/** What the very first reading waits for its second look, so that it can tell rates. */
const firstWindowMs = { live: 250, single: 600 } as const
const onlyInPrometheus: Unmeasured = {
  unmeasured: 'Only Prometheus knows; this is read from the metrics page of the service.',
  declaredAbsent: true,
}
const oneLook: Unmeasured = { unmeasured: 'It takes two looks at the metrics page to tell.' }

/** How the service is looked at: `look` resolves to why not where there is no page, or none that can be read. */
function looker(service: Service, { client, now }: PageSourceOptions): () => Promise<Measured<Look>> {
  const read = pageReader()
  const { metric } = service.runtime.requests
  const requests = new Set(['count', 'sum', 'bucket'].map((part) => `${metric}_${part}`))
  const business = new Set(businessCounters(service))
  const counters = pagePart((series) =>
    requests.has(series.name) ? operationOf(service, series) !== undefined : business.has(series.name),
  )
  const resources = levelMetrics(service)
  const levels = pagePart(({ name }) => resources.has(name))
  return async () => {
    try {
      const page = read(await client.metrics())
      const at = now()
      return { at, counters: counters(page), levels: levelsOfPage(service, samplesOf(levels(page)), at) }
    } catch (cause) {
      if (cause instanceof Failure && cause.code !== exitCode.interrupted) return { unmeasured: cause.message }
      if (cause instanceof RangeError)
        return { unmeasured: `The metrics page of the service cannot be read. ${cause.message}` }
      throw cause
    }
  }
}

/** The looks of the window, and one in five seconds of the minutes before it. */
function thinned(looks: readonly Look[], now: number): readonly Look[] {
  let kept = -Infinity
  return looks.filter(({ at }) => {
    if (at < now - sloWindowSeconds) return false
    if (at >= now - windowSeconds - 1) return true
    if (at - kept < 5) return false
    kept = at
    return true
  })
}

/** The earliest look of the last seconds. */
function lookBack(looks: readonly Look[], last: Look, seconds: number): Look {
  // A tenth of a second of grace: timers are late, and the look that was meant must not be passed by.
  return looks.find(({ at }) => at >= last.at - seconds - 0.1) ?? last
}

/** A page that answers is proof of life where readiness tells nothing. */
function alive({ state, detail }: Presence, page: Measured<Look>): Presence {
  if (state === 'unknown' && !isUnmeasured(page)) return { state: 'up', detail: `${detail} It shows its metrics.` }
  return { state, detail }
}

const spoken = (seconds: number) => (seconds >= 100 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds)} s`)

function growthBetween(service: Service, first: Look, last: Look): Measured<readonly Sample[]> {
  const grown = pageGrowth(first.counters, last.counters)
  return isUnmeasured(grown) ? grown : moved(service, grown)
}

type Found = Pick<Parameters<typeof assembled>[1], 'windowSeconds' | 'grown' | 'grownForSlos' | 'sloWindow' | 'levels'>

function foundOn(service: Service, looks: readonly Look[], last: Look, single: boolean): Found {
  const recent = lookBack(looks, last, windowSeconds)
  const early = lookBack(looks, last, sloWindowSeconds)
  const grown = (first: Look) => (first === last ? oneLook : growthBetween(service, first, last))
  return {
    windowSeconds: last.at - recent.at,
    grown: grown(recent),
    grownForSlos: single ? samplesOf(last.counters) : grown(early),
    sloWindow: single ? 'since the service started' : `in the last ${spoken(last.at - early.at)}`,
    levels: levelsBetween(recent.levels, last.levels),
  }
}

/** Reads the signals straight from the service's metrics page, for where there is no Prometheus. */
export function pageSource(service: Service, options: PageSourceOptions): Source {
  const look = looker(service, options)
  let looks: readonly Look[] = []
  let first: Look | undefined
  const take = async (): Promise<Measured<Look>> => {
    const taken = await look()
    if (isUnmeasured(taken)) {
      looks = []
      return taken
    }
    const previous = looks.at(-1)
    // A service that was started anew counts from 0: what was before must not be subtracted.
    const restarted = previous !== undefined && isUnmeasured(pageGrowth(previous.counters, taken.counters))
    looks = restarted ? [taken] : [...thinned(looks, taken.at), taken]
    first = restarted ? taken : (first ?? taken)
    return taken
  }
  return {
    async read(): Promise<Reading> {
      const asking = options.presence()
      if (looks.length === 0 && !isUnmeasured(await take()))
        await options.pause(options.single ? firstWindowMs.single : firstWindowMs.live)
      const [presence, taken] = await Promise.all([asking, take()])
      const found = isUnmeasured(taken)
        ? {
            windowSeconds: 0,
            sloWindow: 'in the last 5 min',
            levels: allLevels(taken),
            grown: taken,
            grownForSlos: taken,
          }
        : foundOn(service, looks, taken, options.single)
      return assembled(service, {
        ...found,
        at: options.now(),
        source: `metrics page of ${options.client.address}`,
        presence: alive(presence, taken),
        alerts: onlyInPrometheus,
        runs: onlyInPrometheus,
      })
    },
    history: async () => [],
    async total() {
      const last = looks.at(-1)
      return first === undefined || last === undefined || first === last ? oneLook : growthBetween(service, first, last)
    },
  }
}
