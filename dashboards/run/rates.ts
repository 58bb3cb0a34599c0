import { loadMetrics } from '../../src/model/names.ts'
import { requestRate } from '../../src/model/request-signals.ts'
import type { Fleet } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'
import { requestShapes, servedBy } from './served.ts'
import { bothSides, rateOf, requestsOf } from './side.ts'

/** What each run asked for, and what the service answered meanwhile. */
export function runRatesPanel(fleet: Fleet): PanelDraft {
  return timeSeries({
    key: 'run-rates',
    title: 'Offered and served requests',
    description:
      'Requests per second that the load generator began, and that the chosen jobs answered (whoever asked); dashed what the ' +
      'compared run offered. Good: one line on the other. Served below offered: requests pile up in the service or are lost. ' +
      'Both flat while more users come: this is what the service can do.',
    unit: 'reqps',
    queries: [
      ...bothSides.map((side) => ({
        expression: rateOf(loadMetrics.offered, requestsOf(side), side),
        legend: `offered${side.suffix}`,
        color: 'purple',
        dashed: side.dashed,
      })),
      ...requestShapes(fleet).map((service) => ({
        expression: requestRate(service, 'count', servedBy(service), '$__rate_interval'),
        legend: 'served',
        color: 'blue',
      })),
    ],
    noValue: 'No run in this range',
  })
}
