import { increments, judgedCounters } from '../analysis/counters.ts'
import { parseExposition } from '../analysis/exposition.ts'
import { isUnmeasured, type Measured } from '../analysis/run.ts'
import type { Sample } from '../analysis/sample.ts'
import { scrapesInside, wasUp } from '../analysis/scrapes.ts'
import { counterQueries } from '../analysis/signal-queries.ts'
import type { Service } from '../model/service.ts'
import { measured, type ScrapeWindow } from './scrape-window.ts'

/** The service's `/metrics` page at the beginning and at the end of a time. */
export interface Pages {
  readonly before: string
  readonly after: string
}

/** A page is exact to the moment, where Prometheus is late by a scrape; but it is only one instance's. */
function ofPages(
  service: Service,
  pages: Pages | undefined,
  window: Measured<ScrapeWindow>,
): Measured<readonly Sample[]> | undefined {
  // A page in text shows no buckets of a native histogram.
  const whole = service.runtime.requests.histogram.kind !== 'native'
  if (pages === undefined || !(isUnmeasured(window) || (window.up.length === 1 && whole))) return undefined
  try {
    const [before, after] = [pages.before, pages.after].map((page) => judgedCounters(service, parseExposition(page)))
    return increments(before ?? [], after ?? [])
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    if (!isUnmeasured(window)) return undefined
    return { unmeasured: `The metrics page of the service cannot be read. ${error.message}` }
  }
}

function between(
  service: Service,
  { prometheus }: ScrapeWindow,
  from: number,
  to: number,
): Promise<Measured<readonly Sample[]>> {
  return measured(async () => {
    const at = async (time: number) => {
      const answers = await Promise.all(counterQueries(service).map((query) => prometheus.query(query, time)))
      return judgedCounters(service, answers.flat())
    }
    const [before, after] = await Promise.all([at(from), at(to)])
    return increments(before, after)
  })
}

/** What the service's counters grew by in the whole run, to the last request. */
export async function growthOfRun(
  service: Service,
  pages: Pages | undefined,
  window: Measured<ScrapeWindow>,
): Promise<Measured<readonly Sample[]>> {
  const told = ofPages(service, pages, window)
  if (told !== undefined) return told
  if (isUnmeasured(window)) return window
  if (!wasUp(window.up, window.start)) return { unmeasured: 'Prometheus did not know the service before the run.' }
  return between(service, window, window.start, window.settled)
}

/**
 * What they grew by in a part of it, and in how many seconds: between its edges where there are pages, else between the
 * scrapes inside of it.
 */
export async function growthOfPart(
  service: Service,
  pages: Pages | undefined,
  window: Measured<ScrapeWindow>,
): Promise<{ readonly grown: Measured<readonly Sample[]>; readonly seconds: number }> {
  const told = ofPages(service, pages, window)
  if (isUnmeasured(window)) return { grown: told ?? window, seconds: 0 }
  const { start, end, title, interval, up } = window
  if (told !== undefined) return { grown: told, seconds: end - start }
  const inside = scrapesInside(up, start, end)
  if (inside === undefined) {
    const reason = `The ${title} was too short: Prometheus scrapes the service each ${interval.toFixed(0)} s.`
    return { grown: { unmeasured: reason }, seconds: 0 }
  }
  return { grown: await between(service, window, inside.first, inside.last), seconds: inside.last - inside.first }
}
