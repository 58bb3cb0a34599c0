import { loadMetrics } from '../../src/model/names.ts'
import { rate, selector, sum } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { perSecond } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { sentRequests } from '../selection.ts'
import { servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'

/** What the load generator asked for and what the service answered. */
export function loadRatePanel(service: Service): PanelDraft {
  const throughput = service.runPromise?.throughput
  const line = throughput ? ` The line is the promise of a run that offers at least ${throughput}; more is better.` : ''
  return timeSeries({
    key: 'load-rate',
    title: 'Offered and served requests',
    description:
      'Requests per second that the load generator began, and requests per second that the service answered (whoever asked). ' +
      `Good: one line on the other.${line} Served below offered: requests pile up in the service or are lost. Both flat while ` +
      'more virtual users come: this is what the service can do.',
    unit: 'reqps',
    queries: [
      {
        expression: sum(rate(selector(loadMetrics.offered, sentRequests()), '$__rate_interval')),
        legend: 'offered',
        color: 'purple',
      },
      { expression: servedRate(service), legend: 'served', color: 'blue' },
    ],
    ...(throughput && { bound: { kind: 'reference', value: perSecond(throughput) } }),
    noValue: 'No run in this range',
  })
}
