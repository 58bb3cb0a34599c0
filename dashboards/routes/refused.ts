import type { Service } from '../../src/model/service.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { answers, servedRequests } from '../selection.ts'
import { operationLabels, operationLegend, operationNames, servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'
import { zeroWhile } from '../zero.ts'

/** Refused requests per second of each operation. */
export function refusedByOperationPanel(service: Service): PanelDraft {
  const labels = operationLabels(service)
  const refused = servedRate(service, answers(service, '4..'), labels)
  return timeSeries({
    key: 'routes-refused',
    title: 'Refused requests by operation',
    description:
      'Answers per second with a 4xx, by operation. Good: few, and level. A rise of 400 after a deployment is a contract that ' +
      'callers do not keep; of 404, ids that are gone; of 409, calls that are repeated with other values.',
    unit: 'reqps',
    queries: [
      {
        expression: zeroWhile(refused, servedRate(service, servedRequests(service), labels)),
        legend: operationLegend(service),
      },
    ],
    rename: operationNames(service),
    noValue: noSeries,
  })
}
