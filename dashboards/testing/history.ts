import { measurableSlos } from '../../src/model/measurable.ts'
import { labels, loadMetrics, prometheusMetrics, records } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import { errorBudget, share } from '../../src/model/units.ts'
import { exposition, type Script } from '../../tests/support/scripted-service.ts'

// A quarter of an hour of a past day, scraped to the second every five: what a query gives follows from nothing else.

/** When it began, in seconds since 1970: midnight (UTC) of 5 January 2026. */
export const began = 1_767_571_200
/** Seconds between two scrapes. */
export const scrape = 5
/** Seconds after the beginning at which every service had restarted. */
export const restarted = 450
/** Its last scrape, in seconds since 1970. */
export const ended = began + 900

/** Counters have been running for this long: a query of raw counters is far from the truth. */
const age = 3600

/** The share of bad events that is written down for every SLO, in its share of the budget. */
export const budgetSpent = 0.4

/** Seconds that every budget still lasts. */
export const budgetLasts = 3_888_000

const times = timesOf(ended - began, scrape)

/** Seconds since the beginning at which there is a sample. */
export function timesOf(length: number, interval: number): readonly number[] {
  return Array.from({ length: length / interval + 1 }, (_, index) => index * interval)
}

function labelled(line: string, added: string): string {
  const [, series = '', value = ''] = /^(.+) (\S+)$/.exec(line) ?? []
  return `${series.endsWith('}') ? `${series.slice(0, -1)},${added}}` : `${series}{${added}}`} ${value}`
}

/** Every sample of a service's metrics page at these times. */
export function scraped(script: Script, times: readonly number[]): readonly string[] {
  const { name, job } = script.service
  const target = `job="${job}",instance="${name}:1"`
  return times.flatMap((time) => {
    const elapsed = time < restarted ? age + time : time - restarted
    const lines = [...exposition(script, elapsed).map((line) => labelled(line, target)), `up{${target}} 1`]
    return lines.map((line) => `${line} ${began + time}`)
  })
}

/** What the rules would have recorded at these times. Whether they do is what the tests of the rules show. */
export function recorded(service: Service, times: readonly number[]): readonly string[] {
  const series = measurableSlos(service).flatMap(([id, slo]) => {
    const budget = errorBudget(slo.objective)
    const identity = `${labels.service}="${service.name}",${labels.slo}="${id}"`
    const windows = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', slo.window]
    return [
      ...new Set(windows.map((window) => `${records.ratio(window)}{${identity}} ${budget * budgetSpent}`)),
      `${records.burnRate('1h')}{${identity}} ${budgetSpent}`,
      `${records.objective}{${identity},${labels.window}="${slo.window}"} ${share(slo.objective)}`,
      `${records.budgetLasts}{${identity},${labels.window}="${slo.window}"} ${budgetLasts}`,
      `${records.coverage}{${identity},${labels.window}="${slo.window}"} 0.5`,
      `${records.budgetRemaining}{${identity},${labels.window}="${slo.window}"} ${1 - budgetSpent}`,
    ]
  })
  return times.flatMap((time) => series.map((line) => `${line} ${began + time}`))
}

/** A run of the past: when it began and ended, and what it did per second with each operation. */
export interface PastRun {
  readonly testid: string
  readonly from: number
  readonly to: number
  readonly virtualUsers: number
  readonly offered: number
  readonly unexpected: number
}

/** The run that lasts until the end, after the restart. */
export const run: PastRun = { testid: 'later-run', from: 450, to: 900, virtualUsers: 7, offered: 12, unexpected: 0.2 }

/** The run before it. */
export const earlierRun: PastRun = { ...run, testid: 'earlier-run', from: 0, to: 450, virtualUsers: 4, offered: 6 }

/** k6's counters of a run. Its native histograms have no text form: the test with a real k6 has them. */
function sent(service: Service, { testid, from, to, virtualUsers, offered, unexpected }: PastRun): readonly string[] {
  const own = `${labels.testid}="${testid}"`
  const during = times.filter((time) => time >= from && time <= to)
  return during.flatMap((time) => {
    const elapsed = time - from
    const perOperation = Object.keys(service.operations).flatMap((name) => [
      `${loadMetrics.offered}{${own},${labels.operation}="${name}"} ${offered * elapsed}`,
      `${loadMetrics.errors}{${own},${labels.operation}="${name}",${labels.errorClass}="status"} ${unexpected * elapsed}`,
    ])
    const all = [
      `${loadMetrics.virtualUsers}{${own}} ${virtualUsers}`,
      `${loadMetrics.dataSent}{${own}} ${1000 * elapsed}`,
      `${loadMetrics.dataReceived}{${own}} ${2000 * elapsed}`,
    ]
    return [...all, ...perOperation].map((line) => `${line} ${began + time}`)
  })
}

/** One alert that fires all the time. */
function firing(service: Service): readonly string[] {
  const own = `alertname="CpuAboveLimit",alertstate="firing",${labels.service}="${service.name}",${labels.severity}="ticket"`
  return times.map((time) => `${prometheusMetrics.alerts}{${own}} 1 ${began + time}`)
}

/** Every sample of the past: of services that did what their scripts say, of their rules and alerts, and of two runs. */
export function historyOf(scripts: readonly Script[]): readonly string[] {
  const [first] = scripts
  return [
    ...scripts.flatMap((script) => [
      ...scraped(script, times),
      ...recorded(script.service, times),
      ...firing(script.service),
    ]),
    ...(first ? [...sent(first.service, earlierRun), ...sent(first.service, run)] : []),
  ]
}
