import { type PolicyStep, policyShare, policySteps } from '../src/model/error-budget-policy.ts'
import { alertNames, labels, records, severities } from '../src/model/names.ts'
import { aggregate, type Expression, literal, oneOf, operate, selector } from '../src/model/promql.ts'
import type { Fleet } from '../src/model/service.ts'
import { type Duration, seconds } from '../src/model/units.ts'
import { type AlertSubject, annotations, labelValue } from './annotations.ts'
import { burnRate } from './burn-rate-alerts.ts'
import { increaseOf } from './increases.ts'
import { type AlertRule, type RecordingRule, record } from './rules.ts'
import { hourWindow } from './windows.ts'

const sameSlo = { on: [labels.service, labels.slo] }
const one = literal(1)

/** Budgets of the SLOs with this window: what is left, and how long that lasts if it burns as in the last hour. */
export function budgetRules(window: Duration): readonly RecordingRule[] {
  const own = { [labels.window]: window }
  const burning = operate(selector(records.burnRate(hourWindow), own), '>', literal(0))
  const left = operate(selector(records.budgetRemaining, own), '*', literal(seconds(window)))
  return [
    record(records.budgetRemaining, operate(one, '-', burnRate(window, window)), own),
    record(records.budgetLasts, operate(operate(left, '/', burning, sameSlo), '>', literal(0)), own),
  ]
}

/** The share of the SLO's window in which its events were counted: a budget of less is the best guess. */
export function coverageRule(window: Duration): RecordingRule {
  const share = operate(increaseOf(window, 'measured'), '/', literal(seconds(window)))
  const ofWindow = selector(records.objective, { [labels.window]: window })
  return record(
    records.coverage,
    aggregate('sum', operate(share, 'and', ofWindow, sameSlo), { without: [labels.event] }),
    {
      [labels.window]: window,
    },
  )
}

/**
 * The share of the budget that is spent for certain, whatever happened while nothing was recorded: of a window of which a
 * tenth is known, a ratio of ten times the budget in that tenth has spent it once.
 */
export function certainlySpent(matchers: Readonly<Record<string, ReturnType<typeof oneOf>>> = {}): Expression {
  const spent = operate(one, '-', selector(records.budgetRemaining, matchers))
  return operate(spent, '*', selector(records.coverage), { ...sameSlo, groupLeft: [] })
}

const advice: Readonly<Record<PolicyStep, string>> = {
  warn: 'Nothing has to stop; look at what spends it before it is gone.',
  ticket: 'Put what makes the service reliable before new features.',
  freeze: 'The policy says stop: no releases but those that make the service reliable, until the budget has recovered.',
}

const severityOf = { warn: severities.information, ticket: severities.ticket, freeze: severities.ticket } as const

function stepAlert(step: PolicyStep, spent: number, services: readonly string[], subject: AlertSubject): AlertRule {
  const service = labelValue(labels.service)
  return {
    alert: alertNames.budgetSpent,
    expr: operate(certainlySpent({ [labels.service]: oneOf(services) }), '>=', literal(spent)).text,
    labels: { [labels.severity]: severityOf[step], [labels.policy]: step },
    annotations: annotations(
      alertNames.budgetSpent,
      subject,
      `${service}: {{ $value | humanizePercentage }} of the error budget of SLO ${labelValue(labels.slo)} is spent`,
      `{{ $value | humanizePercentage }} of the error budget of ${labelValue(labels.window)} is spent. ${advice[step]}`,
    ),
  }
}

/** The steps of the error-budget policies: one alert a step for all services that take it at the same share. */
export function policyAlerts(fleet: Fleet, subject: AlertSubject): readonly AlertRule[] {
  return policySteps.flatMap((step) => {
    const shares = [...new Set(fleet.map((service) => policyShare(service, step)))].sort((a, b) => a - b)
    return shares.map((spent) => {
      const services = fleet.filter((service) => policyShare(service, step) === spent)
      return stepAlert(
        step,
        spent,
        services.map(({ name }) => name),
        subject,
      )
    })
  })
}
