import type { Latency, LoadCounts, MoneyAccount, RequestCounts } from '../analysis/load-counts.ts'
import { loadCounters, moneyCounters } from '../model/names.ts'
import type { Service } from '../model/service.ts'
import { unexpectedClasses } from '../model/unexpected.ts'

/** One metric of k6's summary data, or one of its sub-metrics such as `http_reqs{name:get}`. */
interface SummaryMetric {
  readonly values?: Readonly<Record<string, number>>
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>
}

/** k6's summary data as `handleSummary` gets it, as far as it is read here. */
export interface K6Summary {
  readonly metrics: Readonly<Record<string, SummaryMetric>>
  readonly state?: { readonly testRunDurationMs?: number }
}

/** Reads what `handleSummary` wrote; `undefined` where that is no summary of k6. */
export function parseSummary(text: string): K6Summary | undefined {
  try {
    const data = JSON.parse(text) as Partial<K6Summary> | null
    return typeof data?.metrics === 'object' ? (data as K6Summary) : undefined
  } catch {
    return undefined
  }
}

/** k6's data without what a run file must not hold: `setup` may have returned a token. */
export function publicSummary({ setup_data: _, ...data }: K6Summary & { readonly setup_data?: unknown }): K6Summary {
  return data
}

/** Reads values of a summary; what k6 never saw is 0. */
export function reader({ metrics }: K6Summary) {
  const values = (metric: string) => metrics[metric]?.values
  return { values, count: (metric: string) => values(metric)?.['count'] ?? 0 }
}

/** The latency in the values of a trend of k6; `undefined` where it saw none. */
export function latencyOf(values: Readonly<Record<string, number>> | undefined): Latency | undefined {
  if (!values?.['count']) return undefined
  const { avg: average = 0, med: p50 = 0, max = 0 } = values
  return { average, p50, p90: values['p(90)'] ?? 0, p95: values['p(95)'] ?? 0, p99: values['p(99)'] ?? 0, max }
}

const withLatency = (latency: Latency | undefined) => (latency === undefined ? {} : { latency })

function countsOfOperation(service: Service, summary: K6Summary, name: string): RequestCounts {
  const { values, count } = reader(summary)
  const completed = count(`http_reqs{name:${name}}`)
  const unexpected = unexpectedClasses.map(
    (kind) => [kind, count(`${loadCounters.unexpected}{name:${name},class:${kind}}`)] as const,
  )
  const within = Object.entries(service.slos)
    .filter(([, slo]) => slo.kind === 'latency')
    .map(([slo]) => [slo, Math.max(0, completed - count(`${loadCounters.bad}{slo:${slo},name:${name}}`))] as const)
  return {
    offered: count(`${loadCounters.offered}{name:${name}}`),
    completed,
    unexpected: Object.fromEntries(unexpected.filter(([, number]) => number > 0)),
    within: Object.fromEntries(within),
    ...withLatency(latencyOf(values(`http_req_duration{name:${name}}`))),
  }
}

function added(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const part of parts) for (const [key, number] of Object.entries(part)) total[key] = (total[key] ?? 0) + number
  return total
}

function totalOf(operations: readonly RequestCounts[], latency: Latency | undefined): RequestCounts {
  return {
    offered: operations.reduce((sum, { offered }) => sum + offered, 0),
    completed: operations.reduce((sum, { completed }) => sum + completed, 0),
    unexpected: added(operations.map(({ unexpected }) => unexpected)),
    within: added(operations.map(({ within }) => within)),
    ...withLatency(latency),
  }
}

function thresholdsOf({ metrics }: K6Summary): Record<string, boolean> {
  const marks = Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) =>
    Object.entries(thresholds)
      // Conditions that always hold stand there for their numbers alone.
      .filter(([condition]) => !condition.endsWith('>=0'))
      .map(([condition, { ok }]) => [`${metric}: ${condition}`, ok] as const),
  )
  return Object.fromEntries(marks.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function moneyOf(summary: K6Summary): { readonly money?: MoneyAccount } {
  const { values, count } = reader(summary)
  if (values(moneyCounters.above) === undefined && values(moneyCounters.checks) === undefined) return {}
  const [roomAbove, roomBelow] = [count(moneyCounters.above), count(moneyCounters.below)]
  return { money: { roomAbove, roomBelow, checks: count(moneyCounters.checks) } }
}

/**
 * What k6 counted, operation by operation. k6 calls two things dropped: what an arrival rate could not begin in time, and
 * what was left of a number of iterations (`byNumber`) when the time was over.
 */
export function countsOf(service: Service, summary: K6Summary, byNumber: boolean): LoadCounts {
  const { values, count } = reader(summary)
  const operations = Object.fromEntries(
    Object.keys(service.operations).map((name) => [name, countsOfOperation(service, summary, name)]),
  )
  const iterations = count('iterations')
  const unbegun = count('dropped_iterations')
  return {
    seconds: (summary.state?.testRunDurationMs ?? 0) / 1000,
    total: totalOf(Object.values(operations), latencyOf(values('http_req_duration'))),
    operations,
    iterations: {
      completed: iterations,
      interrupted: Math.max(0, count(loadCounters.begun) - iterations),
      dropped: byNumber ? 0 : unbegun,
      ...(byNumber && unbegun > 0 ? { undone: unbegun } : {}),
    },
    missed: count(loadCounters.missed),
    ...moneyOf(summary),
    thresholds: thresholdsOf(summary),
  }
}

/** Share of the iterations that began late by the generator's own doing; `undefined` where there was none to be late. */
export function lateShareOf(summary: K6Summary): number | undefined {
  const begun = reader(summary).count(loadCounters.begun)
  return begun === 0 ? undefined : reader(summary).count(loadCounters.late) / begun
}

// k6 tells once a second how many virtual users wait: between, there are more.
const nearlyAll = 0.75

/**
 * Share of the iterations of an open model that did not begin though virtual users were free, so by the generator's own
 * doing; `undefined` where nothing was dropped. Where nearly all of them waited, the service was the reason.
 */
export function unsentShareOf(summary: K6Summary): number | undefined {
  const { values, count } = reader(summary)
  const dropped = count('dropped_iterations')
  if (dropped === 0) return undefined
  const [busiest = 0, all = 0] = [values('vus')?.['max'], values('vus_max')?.['max']]
  return busiest >= all * nearlyAll ? 0 : dropped / (dropped + count('iterations'))
}

/** Iterations that an exception of the scenario ended. */
export function thrownOf(summary: K6Summary): number {
  return reader(summary).count(loadCounters.thrown)
}
