import type { severities } from './names.ts'
import type { Slo } from './service.ts'
import { type Duration, errorBudget, seconds } from './units.ts'

/** How much of the budget may be spent over a long window before someone is told; the short window ends the alert. */
export interface BurnRateWindow {
  readonly severity: keyof typeof severities
  readonly long: Duration
  readonly short: Duration
  /** Share of the whole error budget, from 0 to 1. */
  readonly budgetShare: number
}

/** A window with the factor that it means for one length of SLO window: how many times too fast the budget burns. */
export interface BurnRateCondition extends BurnRateWindow {
  readonly factor: number
}

/**
 * Windows of multi-window, multi-burn-rate alerts over 30 days. All but the third: Google, The Site Reliability
 * Workbook, chapter 5, "Alerting on SLOs", table 5-8 (https://sre.google/workbook/alerting-on-slos/). The third, a ticket
 * within the day: B. Rabenstein, "Alerting on SLOs like Pros", SoundCloud 2019
 * (https://developers.soundcloud.com/blog/alerting-on-slos/). Page windows come first, the fastest first.
 */
export const burnRateWindows: readonly BurnRateWindow[] = [
  { severity: 'page', long: '1h', short: '5m', budgetShare: 0.02 },
  { severity: 'page', long: '6h', short: '30m', budgetShare: 0.05 },
  { severity: 'ticket', long: '1d', short: '2h', budgetShare: 0.1 },
  { severity: 'ticket', long: '3d', short: '6h', budgetShare: 0.1 },
]

/**
 * The conditions of an SLO window of any length: the windows and budget shares stay as they are, for they follow from
 * how fast people react, and the factor follows the length: `share × SLO window / long window`, which is 14.4, 6, 3 and 1
 * for 30 days. A factor under 1 would fire inside the budget and is raised to 1; a long window that does not fit into the
 * SLO window is left out.
 */
export function burnRateConditions(window: Duration): readonly BurnRateCondition[] {
  return burnRateWindows
    .filter(({ long }) => seconds(long) < seconds(window))
    .map((entry) => ({
      ...entry,
      factor: Math.max(1, Number(((entry.budgetShare * seconds(window)) / seconds(entry.long)).toPrecision(12))),
    }))
}

/** The share of bad events above which the condition holds, from 0; at 1 or more it never does. */
export function burnRateThreshold(slo: Pick<Slo, 'objective'>, condition: BurnRateCondition): number {
  return Number((condition.factor * errorBudget(slo.objective)).toPrecision(12))
}

/** The conditions that can come true for this SLO: with `factor × budget ≥ 1` not even a total outage fires. */
export function applicableWindows(slo: Pick<Slo, 'objective' | 'window'>): readonly BurnRateCondition[] {
  return burnRateConditions(slo.window).filter((condition) => burnRateThreshold(slo, condition) < 1)
}
