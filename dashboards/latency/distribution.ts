import { responseDistribution } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'
import { heatmap } from '../heatmap.ts'
import type { PanelDraft } from '../panel.ts'
import { servedRequests } from '../selection.ts'

/** How response times are distributed; needs a histogram. */
export function latencyDistributionPanel(service: Service): PanelDraft {
  return heatmap({
    key: 'latency-distribution',
    title: 'Distribution of response times',
    description:
      'How many requests took how long; the darker, the more. Good: one dark band at the bottom. A second band is a second ' +
      'kind of request (a missed cache, a lock, a retry) that a percentile hides; a fog that rises with the load is queueing.',
    unit: 's',
    buckets: responseDistribution(service, servedRequests(service), '$__rate_interval'),
    legend: service.runtime.requests.histogram.kind === 'native' ? 'requests' : '{{le}}',
    noValue: 'No requests in this range',
  })
}
