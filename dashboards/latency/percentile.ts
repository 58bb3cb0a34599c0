import { hasHistogram } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { clientPercentile, type Percentile, servedPercentile } from '../percentile.ts'
import { latencyWithoutBuckets } from '../served.ts'
import { timeSeries } from '../time-series.ts'

function measured(service: Service, percentile: Percentile) {
  if (hasHistogram(service)) {
    return {
      title: `${percentile.label} response time`,
      means: `${percentile.label} of the service's own measurement, exact to the width of a histogram bucket.`,
      queries: [{ expression: servedPercentile(service, percentile), legend: percentile.label }],
    }
  }
  return {
    title: `Response time (no server-side ${percentile.label})`,
    means:
      `The service exposes no histogram, so that its ${percentile.label} is unmeasured. Shown instead: its mean, its ` +
      `slowest recent request where it has one, and during a load test the ${percentile.label} that the client saw.`,
    queries: [
      ...latencyWithoutBuckets(service, percentile.operations),
      { expression: clientPercentile(percentile), legend: `client, ${percentile.label}`, color: 'purple' },
    ],
  }
}

/** A promised percentile of the response time, against its promise. */
export function percentilePanel(service: Service, percentile: Percentile): PanelDraft {
  const { title, means, queries } = measured(service, percentile)
  const { promise, operations } = percentile
  const good = promise ? `Good: ${percentile.label} below ${promise.text}.` : 'There is no promise about it.'
  const about = operations ? ` The promise is about ${operations.join(', ')} alone.` : ''
  return timeSeries({
    key: `latency-${percentile.key}`,
    title,
    description: `${means} ${good}${about} When it is not: see which operation is slow, then look for what saturates.`,
    unit: 's',
    queries,
    ...(promise && { bound: { kind: 'below', value: promise.seconds } }),
    noValue: 'No requests in this range',
  })
}
