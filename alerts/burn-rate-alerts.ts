import { applicableWindows, type BurnRateCondition, burnRateConditions } from '../src/model/burn-rate.ts'
import { alertNames, labels, records, severities } from '../src/model/names.ts'
import { type Expression, literal, operate, selector } from '../src/model/promql.ts'
import type { Slo } from '../src/model/service.ts'
import { errorBudgets } from '../src/model/slo-series.ts'
import type { Duration } from '../src/model/units.ts'
import { type AlertSubject, annotations, labelValue, sloPercentage } from './annotations.ts'
import { increaseOf } from './increases.ts'
import type { AlertRule } from './rules.ts'
import { hourWindow, shortestWindow } from './windows.ts'

const sameSlo = { on: [labels.service, labels.slo] }

/** Bad events in the long window without which nobody is told: one failure of ten requests a night is no incident. */
export const leastErrors = 5

/** How many times too fast the budget burns over the window, with the labels of the budget. */
export function burnRate(window: string, sloWindow?: Duration): Expression {
  const budget = errorBudgets(sloWindow === undefined ? {} : { [labels.window]: sloWindow })
  return operate(selector(records.ratio(window)), '/', budget, { ...sameSlo, groupRight: [] })
}

function conditionHolds(condition: BurnRateCondition, sloWindow: Duration): Expression {
  const above = (window: string) => operate(burnRate(window, sloWindow), '>', literal(condition.factor))
  const enough = operate(increaseOf(condition.long, 'bad'), '>=', literal(leastErrors))
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

function burnRateAlert(
  severity: 'page' | 'ticket',
  sloWindow: Duration,
  slos: readonly Slo[],
  subject: AlertSubject,
): AlertRule[] {
  const conditions = conditionsOf(severity, slos)
  if (conditions.length === 0) return []
  const expression = conditions
    .map((condition) => conditionHolds(condition, sloWindow))
    .reduce((left, right) => operate(left, 'or', right))
  const service = labelValue(labels.service)
  const alert = severity === 'page' ? alertNames.burnsFast : alertNames.burnsSlowly
  return [
    {
      alert,
      expr: expression.text,
      labels: { [labels.severity]: severities[severity], [labels.window]: sloWindow },
      annotations: annotations(
        alert,
        subject,
        `${service}: SLO ${labelValue(labels.slo)} burns its error budget at {{ printf "%.1f" $value }} times the sustainable rate`,
        `Bad events: ${sloPercentage(records.ratio(shortestWindow))} in the last ${shortestWindow}, ` +
          `${sloPercentage(records.ratio(hourWindow))} in the last ${hourWindow}. ` +
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
export function burnRateAlerts(sloWindow: Duration, slos: readonly Slo[], subject: AlertSubject): readonly AlertRule[] {
  return [...burnRateAlert('page', sloWindow, slos, subject), ...burnRateAlert('ticket', sloWindow, slos, subject)]
}
