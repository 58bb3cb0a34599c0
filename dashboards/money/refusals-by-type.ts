import type { Service } from '../../src/model/service.ts'
import { businessRate } from '../business.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'
import { zeroLabelledWhile } from '../zero.ts'

/** Refused business operations per second, by the operation that was refused. */
export function refusalsByTypePanel(service: Service, rejected: string): PanelDraft {
  return timeSeries({
    key: 'business-refusals-by-type',
    title: 'Refused operations by type',
    description:
      'Business operations per second that the service refused, by what was asked for. These are correct answers. Good: in ' +
      'proportion to the operations. When one type stands out: the reason beside it says which rule its callers break.',
    unit: 'ops',
    queries: [
      {
        expression: zeroLabelledWhile(businessRate(service, rejected, ['type']), servedRate(service), 'type'),
        legend: '{{type}}',
      },
    ],
    noValue: noSeries,
  })
}
