import type { Service } from '../../src/model/service.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { answers, servedRequests } from '../selection.ts'
import { operationLabels, operationLegend, operationNames, servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'
import { zeroWhile } from '../zero.ts'

/** Failed requests per second of each operation. */
export function failuresByOperationPanel(service: Service): PanelDraft {
  const labels = operationLabels(service)
  const failed = servedRate(service, answers(service, '5..'), labels)
  return timeSeries({
    key: 'errors-by-operation',
    title: 'Failed requests by operation',
    description:
      'Answers per second with a 5xx, by operation. Good: all at 0. One line above 0 is a fault of that operation; all of ' +
      'them together are a fault of what they share, first of all the database.',
    unit: 'reqps',
    queries: [
      {
        expression: zeroWhile(failed, servedRate(service, servedRequests(service), labels)),
        legend: operationLegend(service),
      },
    ],
    rename: operationNames(service),
    noValue: noSeries,
  })
}
