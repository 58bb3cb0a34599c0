import type { BusinessMetrics, Service } from '../../src/model/service.ts'
import { businessRate } from '../business.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'
import { zeroLabelledWhile } from '../zero.ts'

/** Failed business operations per second, by reason. */
export function failuresByReasonPanel(service: Service, { failed }: BusinessMetrics): PanelDraft {
  return timeSeries({
    key: 'business-failures',
    title: 'Failed operations by reason',
    description:
      'Business operations per second that the service failed, by reason. Good: none, which is the line "none" at 0. When there ' +
      'are some: the reason names the part that failed; the database is the first to look at.',
    unit: 'ops',
    queries: [
      {
        expression: zeroLabelledWhile(businessRate(service, failed, ['reason']), servedRate(service), 'reason'),
        legend: '{{reason}}',
      },
    ],
    noValue: noSeries,
  })
}
