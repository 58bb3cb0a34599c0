import { applicableWindows, type BurnRateCondition, burnRateConditions } from '../src/model/burn-rate.ts'
import { alertNames, labels, records, severities } from '../src/model/names.ts'
import { type Expression, literal, operate, overTime, selector } from '../src/model/promql.ts'
import type { Slo } from '../src/model/service.ts'
import { type Duration, seconds } from '../src/model/units.ts'
import { annotations, labelValue, sloPercentage } from './annotations.ts'
import type { AlertRule } from './rules.ts'
import { countingWindow, streamWindow } from './windows.ts'

const sameSlo = { on: [labels.service, labels.slo] }

/** Bad events in the long window without which nobody is told: one failure of ten requests a night is no incident. */
export const leastErrors = 5

// A counter that appears together with its first error hides that one from `rate`, and extrapolation may take a little
// off the others: five errors are seen as four or a little less.
const seenErrors = leastErrors - 1.5

/** How many times too fast the budget burns over the window, with the labels of the budget. */
export function burnRate(window: string, sloWindow?: Duration): Expression {
  const budget = selector(records.budget, sloWindow === undefined ? {} : { [labels.window]: sloWindow })
  return operate(selector(records.ratio(window)), '/', budget, { ...sameSlo, groupRight: [] })
}

/** Number of bad events: those of whole hours are added up, whatever the evaluation interval is. */
function errorCount(window: Duration): Expression {
  const hourly = selector(records.errors(countingWindow))
  const summed =
    seconds(window) <= seconds(countingWindow)
      ? hourly
      : overTime('sum_over_time', hourly, `${window}:${countingWindow}`)
  return operate(summed, '*', literal(seconds(countingWindow)))
}

function conditionHolds(condition: BurnRateCondition, sloWindow: Duration): Expression {
  const above = (window: string) => operate(burnRate(window, sloWindow), '>', literal(condition.factor))
  const enough = operate(errorCount(condition.long), '>', literal(seenErrors))
  return operate(operate(above(condition.long), 'and', above(condition.short), sameSlo), 'and', enough, sameSlo)
}

/** The conditions of a severity that at least one of these SLOs, all of one window, can meet. */
function conditionsOf(severity: keyof typeof severities, slos: readonly Slo[]): readonly BurnRateCondition[] {
  const [first] = slos
  const reachable = new Set(slos.flatMap((slo) => applicableWindows(slo).map(({ long }) => long)))
  return first
    ? burnRateConditions(first.window).filter((entry) => entry.severity === severity && reachable.has(entry.long))
    : []
}

function describeConditions(conditions: readonly BurnRateCondition[]): string {
  return conditions.map(({ factor, long, short }) => `${factor} over ${long} and ${short}`).join(', or ')
}

function burnRateAlert(severity: keyof typeof severities, sloWindow: Duration, slos: readonly Slo[]): AlertRule[] {
  const conditions = conditionsOf(severity, slos)
  if (conditions.length === 0) return []
  const expression = conditions
    .map((condition) => conditionHolds(condition, sloWindow))
    .reduce((left, right) => operate(left, 'or', right))
  const service = labelValue(labels.service)
  return [
    {
      alert: severity === 'page' ? alertNames.burnsFast : alertNames.burnsSlowly,
      expr: expression.text,
      labels: { [labels.severity]: severities[severity], [labels.window]: sloWindow },
      annotations: annotations(
        { name: service },
        `${service}: SLO ${labelValue(labels.slo)} burns its error budget at {{ printf "%.1f" $value }} times the sustainable rate`,
        `Bad events: ${sloPercentage(records.ratio(streamWindow))} in the last ${streamWindow}, ` +
          `${sloPercentage(records.ratio(countingWindow))} in the last ${countingWindow}. ` +
          `Left of the error budget of ${sloWindow}: ${sloPercentage(records.budgetRemaining)}. ` +
          `Fires above a burn rate of ${describeConditions(conditions)}.`,
      ),
    },
  ]
}

/**
 * The alerts of all SLOs with this window: one a severity, true when any of its conditions is, so that one cause gives
 * one alert. A condition holds while the budget burns too fast over its long window and still does over its short one.
 */
export function burnRateAlerts(sloWindow: Duration, slos: readonly Slo[]): readonly AlertRule[] {
  return [...burnRateAlert('page', sloWindow, slos), ...burnRateAlert('ticket', sloWindow, slos)]
}
