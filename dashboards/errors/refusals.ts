import type { Service } from '../../src/model/service.ts'
import { businessRate } from '../business.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'
import { zeroLabelledWhile } from '../zero.ts'

/** Refused business operations per second, by reason. */
export function refusalsPanel(service: Service, rejected: string): PanelDraft {
  return timeSeries({
    key: 'errors-refusals',
    title: 'Refused business operations',
    description:
      'Business operations per second that the service refused, by reason; not filtered by operation. These are correct ' +
      'answers and spend no error budget. Look here when 4xx answers rise: the reason says which rule the callers break.',
    unit: 'ops',
    queries: [
      {
        expression: zeroLabelledWhile(businessRate(service, rejected, ['reason']), servedRate(service), 'reason'),
        legend: '{{reason}}',
      },
    ],
    noValue: noSeries,
  })
}
