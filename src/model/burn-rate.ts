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
 * Windows of multi-window, multi-burn-rate alerts, by the days of the SLO's window. Page windows come first, the fastest
 * first. A factor is `share × days / long window`; none is under 1, which would fire inside the budget.
 *
 * - 30 days: Google, The Site Reliability Workbook, chapter 5, "Alerting on SLOs", table 5-8
 *   (https://sre.google/workbook/alerting-on-slos/): factors 14.4, 6 and 1. The ticket within the day, 3, is from
 *   B. Rabenstein, "Alerting on SLOs like Pros", SoundCloud 2019
 *   (https://developers.soundcloud.com/blog/alerting-on-slos/).
 * - 28 days: the same shares (13.44, 5.6, 2.8), as slok/sloth has them in its catalogue `google-28d`
 *   (https://sloth.dev/usage/slo-period-windows/); but 10% in 3 days would be a factor of 0.93, so it is 11% here (1.03).
 * - 7 days: the workbook's shares for pages (3.36, 1.4). A day is a seventh of the window and three days are three: their
 *   shares are 20% and 50%, for factors of 1.4 and 1.17.
 * - 90 days: the workbook's shares (43.2, 18, 9, 3); and since nothing of these sees a burn rate between 1 and 3, which
 *   spends the budget before its time too, 10% in 9 days (1), with the workbook's twelfth as its short window.
 */
export const burnRateCatalogue: Readonly<Record<number, readonly BurnRateWindow[]>> = {
  7: [
    { severity: 'page', long: '1h', short: '5m', budgetShare: 0.02 },
    { severity: 'page', long: '6h', short: '30m', budgetShare: 0.05 },
    { severity: 'ticket', long: '1d', short: '2h', budgetShare: 0.2 },
    { severity: 'ticket', long: '3d', short: '6h', budgetShare: 0.5 },
  ],
  28: [
    { severity: 'page', long: '1h', short: '5m', budgetShare: 0.02 },
    { severity: 'page', long: '6h', short: '30m', budgetShare: 0.05 },
    { severity: 'ticket', long: '1d', short: '2h', budgetShare: 0.1 },
    { severity: 'ticket', long: '3d', short: '6h', budgetShare: 0.11 },
  ],
  30: [
    { severity: 'page', long: '1h', short: '5m', budgetShare: 0.02 },
    { severity: 'page', long: '6h', short: '30m', budgetShare: 0.05 },
    { severity: 'ticket', long: '1d', short: '2h', budgetShare: 0.1 },
    { severity: 'ticket', long: '3d', short: '6h', budgetShare: 0.1 },
  ],
  90: [
    { severity: 'page', long: '1h', short: '5m', budgetShare: 0.02 },
    { severity: 'page', long: '6h', short: '30m', budgetShare: 0.05 },
    { severity: 'ticket', long: '1d', short: '2h', budgetShare: 0.1 },
    { severity: 'ticket', long: '3d', short: '6h', budgetShare: 0.1 },
    { severity: 'ticket', long: '9d', short: '18h', budgetShare: 0.1 },
  ],
}

const day = 86_400

function windowsFor(window: Duration): readonly BurnRateWindow[] {
  const days = seconds(window) / day
  const lengths = Object.keys(burnRateCatalogue).map(Number)
  const nearest = lengths.reduce((best, each) => (Math.abs(each - days) < Math.abs(best - days) ? each : best))
  return burnRateCatalogue[nearest] ?? []
}

/**
 * The conditions of an SLO window: those of the catalogue, or for another length the windows and shares of the nearest one
 * in it. A factor under 1 would fire inside the budget and is raised to 1; a long window that does not fit into the SLO
 * window is left out.
 */
export function burnRateConditions(window: Duration): readonly BurnRateCondition[] {
  return windowsFor(window)
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
