import { loadMetrics } from '../../src/model/names.ts'
import { call, literal, rate, selector, sum } from '../../src/model/promql.ts'
import type { LatencySlo } from '../../src/model/service.ts'
import { seconds, share } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { sentRequests } from '../selection.ts'
import { timeSeries } from '../time-series.ts'
import { complianceFloor } from './axis.ts'

/** A latency SLO that the service cannot measure, as the client of a load test sees it. */
export function clientCompliancePanel(id: string, slo: LatencySlo, reason: string): PanelDraft {
  const within = seconds(slo.within)
  const sent = sum(rate(selector(loadMetrics.duration, sentRequests(slo.operations)), '$__rate_interval'))
  return timeSeries({
    key: `slo-${id}`,
    title: `${slo.title}: unmeasured by the service`,
    description:
      `Promise: over ${slo.window}, ${slo.objective} of the requests are answered within ${slo.within}. Unmeasured: ${reason}. ` +
      'Shown instead: the share that the client of a load test got within that time, interpolated in its histogram. ' +
      'Good: above the line. To measure it always, let the service expose buckets and name them in the definition.',
    unit: 'percentunit',
    queries: [
      {
        expression: call('histogram_fraction', literal(0), literal(within), sent),
        legend: `client, within ${slo.within}`,
        color: 'purple',
      },
    ],
    bound: { kind: 'above', value: share(slo.objective) },
    softMin: complianceFloor(slo),
    softMax: 1,
    noValue: 'No run in this range',
  })
}
