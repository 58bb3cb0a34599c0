import { literal, operate } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { errorBudget } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { answers, servedRequests } from '../selection.ts'
import { operationLabels, operationLegend, operationNames, servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'
import { zeroWhile } from '../zero.ts'

/** Share of each operation's requests that failed. */
export function failedShareByOperationPanel(service: Service): PanelDraft {
  const labels = operationLabels(service)
  const all = servedRate(service, servedRequests(service), labels)
  const failed = zeroWhile(servedRate(service, answers(service, '5..'), labels), all)
  const slo = Object.values(service.slos).find(({ kind }) => kind === 'availability')
  return timeSeries({
    key: 'routes-failed-share',
    title: 'Failed share by operation',
    description:
      'Share of the requests to each operation that were answered with a 5xx. Good: 0. A rare operation that always fails shows ' +
      'here and hardly anywhere else. When it is not 0: the log of that operation says why.',
    unit: 'percentunit',
    queries: [{ expression: operate(failed, '/', operate(all, '>', literal(0))), legend: operationLegend(service) }],
    ...(slo && { bound: { kind: 'below', value: errorBudget(slo.objective) } }),
    rename: operationNames(service),
    noValue: 'No requests in this range',
  })
}
