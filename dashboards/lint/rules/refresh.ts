import { type LintedDashboard, record } from '../linted.ts'
import type { Rule } from '../rule.ts'

/** Seconds between two scrapes, where nothing else is known: what both stacks of this product do. */
const scrape = 5
const factors: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }

function secondsOf(interval: unknown): number {
  const [, amount, unit = ''] = /^(\d+)(ms|s|m|h|d)$/.exec(String(interval)) ?? []
  return amount === undefined ? Number.POSITIVE_INFINITY : Number(amount) * (factors[unit] ?? 1)
}

function offered({ json }: LintedDashboard): readonly unknown[] {
  const intervals = record(json['timepicker'])['refresh_intervals']
  return [json['refresh'], ...(Array.isArray(intervals) ? intervals : [])]
}

/** Between two scrapes there is nothing new to see. */
export const refreshRule: Rule = {
  id: 'refresh',
  about: 'The dashboard does not refresh faster than services are scraped.',
  check: (dashboard) =>
    offered(dashboard)
      .filter((interval) => secondsOf(interval) < scrape)
      .map((interval) => ({
        what: `it refreshes every ${interval}, faster than there are new samples`,
        mend: `Set it to ${scrape}s or more.`,
      })),
}
