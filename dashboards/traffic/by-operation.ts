import type { Service } from '../../src/model/service.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { servedRequests } from '../selection.ts'
import { operationLabels, operationLegend, operationNames, servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'

/** Requests per second of each operation. */
export function requestsByOperationPanel(service: Service): PanelDraft {
  return timeSeries({
    key: 'traffic-by-operation',
    title: 'Requests by operation',
    description:
      'Requests per second that the service answered, whatever the answer. There is no bad value: much traffic is no ' +
      'fault. A fall while clients still ask means that requests wait or fail: see Errors, and in a load test the Load row.',
    unit: 'reqps',
    queries: [
      {
        expression: servedRate(service, servedRequests(service), operationLabels(service)),
        legend: operationLegend(service),
      },
    ],
    rename: operationNames(service),
    noValue: noSeries,
  })
}
