import type { Service } from '../../src/model/service.ts'
import { errorBudget } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { answers } from '../selection.ts'
import { servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'
import { shareOf } from '../zero.ts'

/** Share of requests that the service failed to answer, against what the availability SLO allows. */
export function failedSharePanel(service: Service): PanelDraft {
  const slo = Object.values(service.slos).find(({ kind }) => kind === 'availability')
  const good = slo ? `Good: 0, and in the long run below what ${slo.objective} availability leaves.` : 'Good: 0.'
  return timeSeries({
    key: 'errors-failed-share',
    title: 'Failed requests',
    description:
      `Share of requests answered with a 5xx. ${good} When it is not: the operation beside it tells where, the service's ` +
      'log tells why; check the database connections below.',
    unit: 'percentunit',
    queries: [
      {
        expression: shareOf(servedRate(service, answers(service, '5..')), servedRate(service)),
        legend: '5xx',
        color: 'red',
      },
    ],
    ...(slo && { bound: { kind: 'below', value: errorBudget(slo.objective) } }),
    noValue: 'No requests in this range',
  })
}
