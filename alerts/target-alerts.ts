import { alertNames, labels, prometheusMetrics, severities } from '../src/model/names.ts'
import { aggregate, call, literal, operate, selector } from '../src/model/promql.ts'
import type { Service } from '../src/model/service.ts'
import { ofService } from '../src/model/signals.ts'
import type { Duration } from '../src/model/units.ts'
import { annotations, labelValue } from './annotations.ts'
import type { AlertRule, RuleGroup } from './rules.ts'

/** How long each state lasts before someone is told: a restart and a late discovery are none of them. */
export const targetFor = { down: '1m', absent: '5m', instance: '5m' } as const satisfies Record<string, Duration>

/** Alerts on whether the service can be seen at all. */
export function targetGroup(service: Service): RuleGroup {
  const up = selector(prometheusMetrics.up, ofService(service))
  const best = aggregate('max', up)
  const own = (severity: string) => ({
    [labels.severity]: severity,
    [labels.service]: service.name,
    [labels.tier]: String(service.tier),
  })
  const down: AlertRule = {
    alert: alertNames.serviceDown,
    expr: operate(best, '==', literal(0)).text,
    for: targetFor.down,
    labels: own(severities.page),
    annotations: annotations(
      alertNames.serviceDown,
      service,
      `${service.title} is down`,
      `No instance of ${service.title} (job ${service.job}) has answered a scrape for ${targetFor.down}.`,
    ),
  }
  const absent: AlertRule = {
    alert: alertNames.serviceAbsent,
    expr: call('absent', up).text,
    for: targetFor.absent,
    labels: own(severities.page),
    annotations: annotations(
      alertNames.serviceAbsent,
      service,
      `${service.title} is not watched`,
      `Prometheus has known no target with job ${service.job} for ${targetFor.absent}: nothing would tell that the service ` +
        'fails. Look at service discovery and at the job label.',
    ),
  }
  const some = operate(operate(up, '==', literal(0)), 'and', operate(best, '==', literal(1)), { on: [] })
  const instance: AlertRule = {
    alert: alertNames.instanceDown,
    expr: some.text,
    for: targetFor.instance,
    labels: own(severities.ticket),
    annotations: annotations(
      alertNames.instanceDown,
      service,
      `${service.title}: ${labelValue('instance')} is down`,
      `Instance ${labelValue('instance')} has not answered a scrape for ${targetFor.instance}; others of the service do.`,
    ),
  }
  return { name: `${service.name}-targets`, rules: [down, absent, instance] }
}
