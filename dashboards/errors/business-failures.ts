import type { BusinessMetrics, Service } from '../../src/model/service.ts'
import { errorBudget } from '../../src/model/units.ts'
import { allBusinessRate, businessRate } from '../business.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'
import { shareOf } from '../zero.ts'

/** Share of business operations that failed, against what their SLO allows. */
export function businessFailuresPanel(service: Service, business: BusinessMetrics): PanelDraft {
  const slo = Object.values(service.slos).find(({ kind }) => kind === 'business-errors')
  const good = slo ? `Good: 0, and in the long run below what ${slo.objective} leaves.` : 'Good: 0.'
  return timeSeries({
    key: 'errors-business-share',
    title: 'Failed business operations',
    description:
      'Share of business operations that the service failed, out of all that succeeded, were refused or failed; a refusal ' +
      `is a correct answer. Not filtered by operation. ${good} When it is not: the reason label of ${business.failed} says why.`,
    unit: 'percentunit',
    queries: [
      {
        expression: shareOf(businessRate(service, business.failed), allBusinessRate(service, business)),
        legend: 'failed',
        color: 'red',
      },
    ],
    ...(slo && { bound: { kind: 'below', value: errorBudget(slo.objective) } }),
    noValue: 'No business operations in this range',
  })
}
