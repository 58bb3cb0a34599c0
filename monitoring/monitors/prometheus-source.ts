import type { Measured } from '../../src/analysis/run.ts'
import type { Sample } from '../../src/analysis/sample.ts'
import { scrapeInterval } from '../../src/analysis/scrapes.ts'
import { scrapesOfARate, upQuery } from '../../src/analysis/signal-queries.ts'
import type { PrometheusAlert, PrometheusClient } from '../../src/clients/prometheus.ts'
import { labels, records } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import { elseUnmeasured } from './else-unmeasured.ts'
import type { AskedPresence, AskPresence } from './presence.ts'
import { assembled, levelNames } from './readings/assemble.ts'
import type { Curve, HistoryPoint } from './readings/history.ts'
import {
  budgetQuery,
  curveQuery,
  growthQuery,
  levelParts,
  levelQuery,
  momentQuery,
  partLabel,
  runParts,
} from './readings/queries.ts'
import {
  type ActiveAlert,
  type BudgetReading,
  burnWindows,
  type Level,
  type LoadRun,
  type Presence,
} from './readings/reading.ts'
import type { Source } from './source.ts'

/** How Prometheus is read. */
export interface PrometheusSourceOptions {
  readonly client: PrometheusClient
  readonly presence: AskPresence
  /** Seconds since 1970. */
  readonly now: () => number
}

const sloWindow = '5m'
/** k6 pushes every five seconds; two pushes make a rate, a third may be late. */
const runRange = '20s'
// Prometheus' own default, for a service that it has scraped only once.
const usualInterval = 15
const slowSeconds = 5

function partsOf(samples: readonly Sample[]): readonly Sample[] {
  return samples.map(({ labels: all, value }) => {
    const { [partLabel]: name = '', ...rest } = all
    return { name, labels: rest, value }
  })
}

const growth = async (service: Service, client: PrometheusClient, range: string, buckets: 'all' | 'slos') =>
  partsOf(await client.query(growthQuery(service, range, buckets)))

function runsOf(parts: readonly Sample[]): readonly LoadRun[] {
  const on = parts.filter(({ name }) => name === runParts.virtualUsers)
  return on.map(({ labels: { [labels.testid]: testid = '' } }) => {
    const value = (part: string, factor = 1): Measured => {
      const found = parts.find((sample) => sample.name === part && sample.labels[labels.testid] === testid)?.value
      return found !== undefined && Number.isFinite(found)
        ? found * factor
        : { unmeasured: 'The load generator has not told.' }
    }
    // k6 writes a counter once there is something to count.
    const counted = (part: string) => {
      const found = value(part)
      return typeof found === 'number' ? found : 0
    }
    return {
      testid,
      virtualUsers: value(runParts.virtualUsers),
      offered: value(runParts.offered),
      answered: value(runParts.answered),
      p95: value(runParts.p95, 1000),
      unexpected: counted(runParts.unexpected),
      dropped: counted(runParts.dropped),
    }
  })
}

function alertsOf(service: Service, alerts: readonly PrometheusAlert[]): readonly ActiveAlert[] {
  return alerts
    .filter((alert) => alert.labels[labels.service] === service.name)
    .map(({ labels: own, annotations, state, activeAt }) => ({
      name: own['alertname'] ?? 'alert',
      state,
      severity: own[labels.severity] ?? '',
      ...(own[labels.slo] === undefined ? {} : { slo: own[labels.slo] }),
      summary: annotations['summary'] ?? '',
      since: activeAt,
    }))
    .sort((a, b) => a.state.localeCompare(b.state) || a.severity.localeCompare(b.severity) || a.since - b.since)
}

function budgetsOf(samples: readonly Sample[]): Record<string, Partial<BudgetReading>> {
  const keys: Readonly<Record<string, keyof BudgetReading>> = {
    [records.burnRate(burnWindows.short)]: 'burnShort',
    [records.burnRate(burnWindows.long)]: 'burnLong',
    [records.budgetRemaining]: 'remaining',
  }
  const budgets: Record<string, Partial<BudgetReading>> = {}
  for (const { name, labels: own, value } of samples) {
    const [slo, key] = [own[labels.slo], keys[name]]
    if (slo === undefined || key === undefined || !Number.isFinite(value)) continue
    budgets[slo] = { ...budgets[slo], [key]: value }
  }
  return budgets
}

/** The service's own word where it decides; else what Prometheus' last scrape found, which may see it from elsewhere. */
function presenceFrom({ state, detail, decides }: AskedPresence, levels: readonly Sample[]): Presence {
  const count = (part: string) => levels.find(({ name }) => name === part)?.value ?? 0
  const instances = { up: count(levelParts.up), total: count(levelParts.instances) }
  if (instances.total === 0) return { state, detail }
  if (decides) return { state, detail, instances }
  const scraped = `Prometheus scrapes ${instances.up} of ${instances.total}. ${detail}`
  return { state: instances.up > 0 ? 'up' : 'down', detail: scraped, instances }
}

const levelsFrom = (parts: readonly Sample[]): Partial<Record<Level, Measured>> =>
  Object.fromEntries(
    parts.flatMap(({ name, value }) => (levelNames.includes(name as Level) ? [[name, value] as const] : [])),
  )

/** Asks anew only when the last answer is so many seconds old. */
function every<Value>(seconds: number, now: () => number, ask: () => Promise<Value>): () => Promise<Value> {
  let known: { readonly at: number; readonly value: Value } | undefined
  return async () => {
    const at = now()
    // Half a second of grace: timers are late.
    if (known === undefined || at - known.at > seconds - 0.5) known = { at, value: await ask() }
    return known.value
  }
}

/** Seconds between two scrapes of the service; `undefined` where Prometheus does not scrape it. */
export async function scrapedEvery(service: Service, client: PrometheusClient): Promise<number | undefined> {
  const up = await client.samples(`${upQuery(service)}[2m]`)
  return up.length === 0 ? undefined : (scrapeInterval(up) ?? usualInterval)
}

/** Reads the signals from a Prometheus that scrapes the service every so many seconds. `read` throws a Failure where it is gone. */
export function prometheusSource(service: Service, scrapeSeconds: number, options: PrometheusSourceOptions): Source {
  const { client, presence, now } = options
  const windowSeconds = scrapesOfARate * scrapeSeconds
  const range = `${Math.ceil(windowSeconds * 1000)}ms`
  const moment = momentQuery(service, range, runRange)
  // What stands over minutes tells nothing new at each refresh.
  const slowly = every(Math.min(slowSeconds, scrapeSeconds), now, () =>
    Promise.all([
      growth(service, client, sloWindow, 'slos'),
      client.query(budgetQuery(service)).then(budgetsOf),
      elseUnmeasured(client.alerts()),
    ]),
  )
  return {
    async read() {
      const [own, samples, [grownForSlos, budgets, alerts]] = await Promise.all([
        presence(),
        client.query(moment),
        slowly(),
      ])
      const parts = partsOf(samples)
      return assembled(service, {
        at: now(),
        source: `Prometheus at ${client.address}`,
        presence: presenceFrom(own, parts),
        windowSeconds,
        sloWindow: 'in the last 5 min',
        grown: parts,
        grownForSlos,
        levels: levelsFrom(parts),
        budgets,
        alerts: 'unmeasured' in alerts ? alerts : alertsOf(service, alerts),
        runs: runsOf(parts),
      })
    },
    total: (seconds) => growth(service, client, `${Math.ceil(Math.max(seconds, windowSeconds) * 1000)}ms`, 'all'),
    async history(spanSeconds) {
      const end = now()
      const time = { start: end - spanSeconds, end, step: Math.max(1, Math.min(scrapeSeconds, spanSeconds / 60)) }
      const series = await Promise.all(
        [curveQuery(service, range), levelQuery(service, range)].map((query) => client.queryRange(query, time)),
      )
      const points = new Map<number, Partial<Record<Curve, number>>>()
      for (const { labels: own, points: samples } of series.flat())
        for (const [at, value] of samples)
          if (Number.isFinite(value)) points.set(at, { ...points.get(at), [own[partLabel] ?? '']: value })
      return [...points].map(([at, values]): HistoryPoint => ({ at, values })).sort((a, b) => a.at - b.at)
    },
  }
}
