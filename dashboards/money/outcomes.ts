import { type Expression, operate, vector } from '../../src/model/promql.ts'
import type { BusinessMetrics, Service } from '../../src/model/service.ts'
import { businessRate } from '../business.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'

/** How business operations ended: they succeeded, were refused, or failed. */
export function outcomesPanel(service: Service, { succeeded, rejected, failed }: BusinessMetrics): PanelDraft {
  const rateOf = (counter: string): Expression => operate(businessRate(service, counter), 'or', vector(0))
  const successes = Object.values(succeeded)
    .map(rateOf)
    .reduce((total, next) => operate(total, '+', next))
  return timeSeries({
    key: 'business-outcomes',
    title: 'How operations end',
    description:
      'Business operations per second that succeeded, that the service refused for a reason of the business, and that it failed. ' +
      'Good: none failed, and refusals in their usual proportion. When failures rise: the reasons below, then the log.',
    unit: 'ops',
    queries: [
      { expression: successes, legend: 'succeeded', color: 'green' },
      ...(rejected ? [{ expression: rateOf(rejected), legend: 'refused', color: 'orange' }] : []),
      { expression: rateOf(failed), legend: 'failed', color: 'red' },
    ],
    stacked: true,
    noValue: noSeries,
  })
}
