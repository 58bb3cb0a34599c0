import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  TimePickerBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboardKinds, dashboardUid, product, scrapeInterval } from '../src/model/names.ts'
import type { Service } from '../src/model/service.ts'
import { serviceAnnotations } from './annotations.ts'
import { errorsRow } from './errors/row.ts'
import { finish } from './finish.ts'
import { latencyRow } from './latency/row.ts'
import { loadRow } from './load/row.ts'
import { saturationRow } from './saturation/row.ts'
import { sloRow } from './slo/row.ts'
import { trafficRow } from './traffic/row.ts'
import { serviceVariables } from './variables.ts'

/** The Golden Metrics dashboard of a service: its four golden signals, its promises, and the load beside them. */
export function goldenMetrics(service: Service): Dashboard {
  const frame = new DashboardBuilder(`${service.title}: Golden Metrics`)
    .uid(dashboardUid(service, dashboardKinds.goldenMetrics))
    .description(
      `${service.description} Latency, traffic, errors and saturation, SLO compliance, and the load of tests.`,
    )
    .tags([product, service.name, dashboardKinds.goldenMetrics])
    // Generated: an edit belongs into the definition or the generator, and would be lost here.
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-15m', to: 'now' })
    .refresh(scrapeInterval)
    .timepicker(new TimePickerBuilder().refreshIntervals([scrapeInterval, '10s', '30s', '1m', '5m', '15m']))
    .variables([...serviceVariables(service)])
    .annotations([...serviceAnnotations(service)])
    .build()
  const rows = [
    latencyRow(service),
    trafficRow(service),
    errorsRow(service),
    saturationRow(service),
    sloRow(service),
    loadRow(service),
  ]
  return finish(frame, rows, [service])
}
