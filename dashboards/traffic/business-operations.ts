import type { BusinessMetrics, Service } from '../../src/model/service.ts'
import { businessRate } from '../business.ts'
import { noSeries } from '../no-value.ts'
import { hueAt } from '../palette.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'

/** Business operations per second that succeeded, by kind. */
export function businessOperationsPanel(service: Service, business: BusinessMetrics): PanelDraft {
  return timeSeries({
    key: 'traffic-business',
    title: 'Business operations',
    description:
      "Operations per second that succeeded, by kind, from the service's own counters; not filtered by operation. Good: " +
      'the mix that users are known for. Requests without business operations mean that callers are being refused.',
    unit: 'ops',
    queries: Object.entries(business.succeeded).map(([kind, counter], index) => ({
      expression: businessRate(service, counter),
      legend: kind,
      color: hueAt(index),
    })),
    noValue: noSeries,
  })
}
