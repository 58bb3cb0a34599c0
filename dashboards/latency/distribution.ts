import { increase, sum } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { requests } from '../../src/model/signals.ts'
import { heatmap } from '../heatmap.ts'
import type { PanelDraft } from '../panel.ts'
import { servedRequests } from '../selection.ts'

/** How response times are distributed; needs a runtime with buckets. */
export function latencyDistributionPanel(service: Service): PanelDraft {
  return heatmap({
    key: 'latency-distribution',
    title: 'Distribution of response times',
    description:
      'How many requests took how long; the darker, the more. Good: one dark band at the bottom. A second band is a second ' +
      'kind of request (a missed cache, a lock, a retry) that a percentile hides; a fog that rises with the load is queueing.',
    unit: 's',
    buckets: sum(increase(requests(service, 'bucket', servedRequests(service)), '$__rate_interval'), ['le']),
    noValue: 'No requests in this range',
  })
}
