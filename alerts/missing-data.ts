import { alertNames, eventKinds, labels, processStart, records, severities } from '../src/model/names.ts'
import { aggregate, call, literal, operate, overTime, selector } from '../src/model/promql.ts'
import type { Service } from '../src/model/service.ts'
import { ofService } from '../src/model/signals.ts'
import type { Duration } from '../src/model/units.ts'
import { type AlertSubject, annotations, labelValue } from './annotations.ts'
import { increaseOf } from './increases.ts'
import { type AlertRule, type RecordingRule, record } from './rules.ts'
import { hourWindow } from './windows.ts'

/** How long an SLO may have no data before someone is told. */
export const unmeasuredFor: Duration = '1h'

/** How long a service that has been restarted may have had no request at all before someone is told. */
export const idleFor: Duration = '1d'

const idleSeconds = 86_400
const sameSlo = { on: [labels.service, labels.slo] }
const sameService = { on: [labels.service] }

/** When the service was started last: what a restart has to do with missing data. */
export function startedRule(service: Service): RecordingRule {
  const youngest = aggregate('max', selector(processStart, ofService(service)))
  return record(records.started, youngest, { [labels.service]: service.name })
}

/**
 * An SLO that nothing counts. A service that makes its series with its first request has none after a restart, until
 * someone comes: that is no fault, so the alert stays away for a day where the service has been started since the counts
 * were seen last and none of its other SLOs sees traffic either.
 */
export function notMeasuredAlert(subject: AlertSubject): AlertRule {
  const service = labelValue(labels.service)
  const counts = selector(records.count, { [labels.event]: eventKinds.all })
  const objectives = selector(records.objective)
  const started = selector(records.started)
  const young = operate(operate(call('time'), '-', started), '<', literal(idleSeconds))
  const seenAt = overTime('max_over_time', call('timestamp', counts), `${idleFor}:10m`)
  const lastSeen = aggregate('max', seenAt, { by: [labels.service, labels.slo] })
  const seenSince = operate(lastSeen, '>', started, { ...sameService, groupLeft: [] })
  const traffic = operate(increaseOf(hourWindow, 'all'), '>', literal(0))
  const restarted = operate(operate(objectives, 'and', young, sameService), 'unless', seenSince, sameSlo)
  const idle = operate(restarted, 'unless', traffic, sameService)
  const unmeasured = operate(objectives, 'unless', counts, sameSlo)
  return {
    alert: alertNames.notMeasured,
    expr: operate(unmeasured, 'unless', idle, sameSlo).text,
    for: unmeasuredFor,
    labels: { [labels.severity]: severities.ticket },
    annotations: annotations(
      alertNames.notMeasured,
      subject,
      `${service}: SLO ${labelValue(labels.slo)} is not measured`,
      `The metrics of SLO ${labelValue(labels.slo)} (objective {{ $value | humanizePercentage }} over ` +
        `${labelValue(labels.window)}) have had no data for ${unmeasuredFor}: they were renamed, lost a label or a bucket, ` +
        `or the service has had no request since it was started over ${idleFor} ago.`,
    ),
  }
}
