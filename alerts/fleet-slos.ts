import { measurableSlos } from '../src/model/measurable.ts'
import { alertNames, labels, records, severities } from '../src/model/names.ts'
import { type Expression, literal, operate, overTime, selector } from '../src/model/promql.ts'
import type { Fleet, Slo } from '../src/model/service.ts'
import type { Duration } from '../src/model/units.ts'
import { annotations, labelValue } from './annotations.ts'
import { burnRate, burnRateAlerts } from './burn-rate-alerts.ts'
import { type AlertRule, type RecordingRule, type RuleGroup, record } from './rules.ts'
import { countingWindow, rawWindows, streamWindow, summedWindows } from './windows.ts'

/** How long an SLO may have no data before someone is told: a restart in an idle hour is no fault. */
export const unmeasuredFor: Duration = '1h'

const one = literal(1)

function ratio(errors: Expression, total: Expression): Expression {
  // `> 0` drops the division by zero: no traffic, no ratio.
  return operate(errors, '/', operate(total, '>', literal(0)))
}

function rawRatio(window: string): RecordingRule {
  return record(records.ratio(window), ratio(selector(records.errors(window)), selector(records.total(window))))
}

/**
 * Errors over events, each summed up over the window: every event weighs the same, at whatever hour it came. A mean of
 * ratios would let an idle night count as much as a busy day.
 */
function summedRatio(window: string): RecordingRule {
  const summed = (name: string) => overTime('sum_over_time', selector(name), window)
  return record(records.ratio(window), ratio(summed(records.errors(streamWindow)), summed(records.total(streamWindow))))
}

function notMeasured(): AlertRule {
  const service = labelValue(labels.service)
  const unmeasured = operate(selector(records.objective), 'unless', selector(records.errors(streamWindow)), {
    on: [labels.service, labels.slo],
  })
  return {
    alert: alertNames.notMeasured,
    expr: unmeasured.text,
    for: unmeasuredFor,
    labels: { [labels.severity]: severities.ticket },
    annotations: annotations(
      { name: service },
      `${service}: SLO ${labelValue(labels.slo)} is not measured`,
      `The metrics of SLO ${labelValue(labels.slo)} (objective {{ $value | humanizePercentage }} over ` +
        `${labelValue(labels.window)}) have had no data for ${unmeasuredFor}: they were renamed, lost a label or a bucket, ` +
        'or the service has had no request since it started.',
    ),
  }
}

function budgetLeft(window: Duration): RecordingRule {
  return record(records.budgetRemaining, operate(one, '-', burnRate(window, window)), { [labels.window]: window })
}

/**
 * The rules that serve every SLO of every service through the labels `service` and `slo`: their number depends on the
 * lengths of SLO windows in use, not on the number of SLOs.
 */
export function fleetSloGroups(fleet: Fleet): readonly RuleGroup[] {
  const slos = fleet.flatMap((service) => measurableSlos(service).map(([, slo]) => slo))
  const sloWindows = [...new Set(slos.map(({ window }) => window))].sort()
  if (sloWindows.length === 0) return []
  const recorded: readonly string[] = [...rawWindows, ...summedWindows]
  const ofWindow = (window: Duration): readonly Slo[] => slos.filter((slo) => slo.window === window)
  return [
    {
      name: 'slo',
      rules: [
        record(records.budget, operate(one, '-', selector(records.objective))),
        ...rawWindows.map(rawRatio),
        ...summedWindows.map(summedRatio),
        record(records.burnRate(countingWindow), burnRate(countingWindow)),
        ...sloWindows.flatMap((window) => burnRateAlerts(window, ofWindow(window))),
        notMeasured(),
      ],
    },
    {
      // Apart from the alerts: these read the longest ranges, and nothing waits for them.
      name: 'slo-budget',
      rules: [
        ...sloWindows.filter((window) => !recorded.includes(window)).map(summedRatio),
        ...sloWindows.map(budgetLeft),
      ],
    },
  ]
}
