import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboardKinds, dashboardUid } from '../src/model/names.ts'
import type { Service } from '../src/model/service.ts'
import { serviceAnnotations } from './annotations.ts'
import { errorsRow } from './errors/row.ts'
import { finish } from './finish.ts'
import { frameOf } from './frame.ts'
import { latencyRow } from './latency/row.ts'
import { loadRow } from './load/row.ts'
import { saturationRow } from './saturation/row.ts'
import { sloRow } from './slo/row.ts'
import { trafficRow } from './traffic/row.ts'
import { serviceVariables } from './variables.ts'

/** The Golden Metrics dashboard of a service: its four golden signals, its promises, and the load beside them. */
export function goldenMetrics(service: Service): Dashboard {
  const frame = frameOf({
    uid: dashboardUid(service, dashboardKinds.goldenMetrics),
    title: `${service.title}: Golden Metrics`,
    description: `${service.description} Latency, traffic, errors and saturation, SLO compliance, and the load of tests.`,
    owner: service.name,
    kind: dashboardKinds.goldenMetrics,
    variables: serviceVariables(service, ['testid', 'operation', 'job', 'instance']),
    annotations: serviceAnnotations(service),
  })
  const rows = [
    latencyRow(service),
    trafficRow(service),
    errorsRow(service),
    saturationRow(service),
    sloRow(service),
    loadRow(service),
  ]
  return finish(frame, rows)
}
