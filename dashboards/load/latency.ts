import { hasHistogram } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { clientPercentile, promisedPercentiles, servedPercentile } from '../percentile.ts'
import { latencyWithoutBuckets } from '../served.ts'
import { timeSeries } from '../time-series.ts'

/** What the load generator waited and what the service says it took, at the same percentile. */
export function loadLatencyPanel(service: Service): PanelDraft {
  const [percentile] = promisedPercentiles(service)
  const { label, promise, operations } = percentile
  const exact = hasHistogram(service)
  const compared = exact
    ? ''
    : ` The service exposes no histogram: its ${label} is unmeasured, its mean stands here instead.`
  return timeSeries({
    key: 'load-latency',
    title: exact ? `Client and service ${label}` : `Client ${label} and service mean (no histogram)`,
    description:
      `${label} response time as the load generator and as the service measured it.${compared} Good: close together, the ` +
      'client a little above. A client far above the service: the time goes before the service starts its clock (accept ' +
      'queue, network) or in the generator itself.',
    unit: 's',
    queries: [
      { expression: clientPercentile(percentile), legend: `client, ${label}`, color: 'purple' },
      ...(exact
        ? [{ expression: servedPercentile(service, percentile), legend: `service, ${label}`, color: 'blue' }]
        : latencyWithoutBuckets(service, operations)),
    ],
    ...(promise && { bound: { kind: 'below', value: promise.seconds } }),
    noValue: 'No run in this range',
  })
}
