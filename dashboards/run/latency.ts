import { loadMetrics } from '../../src/model/names.ts'
import { call, type Expression, operate, quantileOfNative } from '../../src/model/promql.ts'
import { hasHistogram, meanResponse, responseQuantile } from '../../src/model/request-signals.ts'
import type { Fleet, Service } from '../../src/model/service.ts'
import { seconds } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { type Percentile, promisedPercentiles } from '../percentile.ts'
import { timeSeries } from '../time-series.ts'
import { requestShapes, sentNames, servedBy } from './served.ts'
import { bothSides, chosenSide, rateOf, requestsOf, type Side } from './side.ts'

/** The percentile that runs are looked at by: the first promise of the first service. */
export function runPercentile(fleet: Fleet): Percentile {
  const [first] = fleet
  return first ? promisedPercentiles(first)[0] : { key: 'p95', label: 'P95', quantile: 0.95 }
}

/** A bound that all services share, since nobody can tell here which one a run loads. */
function sharedBound(fleet: Fleet): number | undefined {
  const bounds = fleet.map((service) => {
    const limit = service.limits.meanResponse?.below
    return promisedPercentiles(service)[0].promise?.seconds ?? (limit && seconds(limit))
  })
  const [only] = bounds
  return new Set(bounds).size === 1 ? only : undefined
}

function clientDurations(side: Side): Expression {
  return rateOf(loadMetrics.duration, requestsOf(side), side)
}

function servedMean(service: Service): Expression {
  return meanResponse(service, servedBy(service), '$__rate_interval')
}

function servedQuantile(service: Service, quantile: number): Expression {
  return responseQuantile(service, quantile, servedBy(service), '$__rate_interval')
}

/** The same percentile as the client and as the service measured it, and the client's of the compared run. */
export function runLatencyPanel(fleet: Fleet): PanelDraft {
  const { label, quantile } = runPercentile(fleet)
  const bound = sharedBound(fleet)
  const shapes = requestShapes(fleet)
  return timeSeries({
    key: 'run-latency',
    title: `Client and service ${label}`,
    description:
      `${label} response time as the load generator and as the service measured it; dashed the client's in the compared run. A ` +
      'service without a histogram has no percentile: its mean stands here. Good: close together, the client a little above. A ' +
      'client far above the service: the time goes before the service starts its clock, or in the generator itself.',
    unit: 's',
    queries: [
      ...bothSides.map((side) => ({
        expression: quantileOfNative(quantile, clientDurations(side)),
        legend: `client, ${label}${side.suffix}`,
        color: 'purple',
        dashed: side.dashed,
      })),
      ...shapes.filter(hasHistogram).map((service) => ({
        expression: servedQuantile(service, quantile),
        legend: `service, ${label}`,
        color: 'blue',
      })),
      ...shapes.map((service) => ({ expression: servedMean(service), legend: 'service, mean', color: 'green' })),
    ],
    ...(bound !== undefined && { bound: { kind: 'below', value: bound } }),
    noValue: 'No run in this range',
  })
}

/** What lies between the client's and the service's measurement. */
export function betweenPanel(fleet: Fleet): PanelDraft {
  const { label, quantile } = runPercentile(fleet)
  const shapes = requestShapes(fleet)
  const exact = shapes.filter(hasHistogram)
  const meanOfClient = call('histogram_avg', clientDurations(chosenSide))
  return timeSeries({
    key: 'run-between',
    title: 'Between client and service',
    description:
      `What the client waited longer than the service says it took: at ${label}, where the service tells it, and on average. ` +
      'Good: about 0, give or take the width of a histogram bucket. When it grows with the load: requests wait in the accept ' +
      "queue or the network, or the load generator's own processor is the limit; then its latencies prove nothing.",
    unit: 's',
    queries: [
      ...exact.map((service) => ({
        expression: operate(
          quantileOfNative(quantile, clientDurations(chosenSide)),
          '-',
          servedQuantile(service, quantile),
        ),
        legend: label,
      })),
      ...shapes.map((service) => ({ expression: operate(meanOfClient, '-', servedMean(service)), legend: 'mean' })),
    ],
    noValue: 'No run in this range',
  })
}

/** The client's percentile of each operation. */
export function runLatencyByOperationPanel(fleet: Fleet): PanelDraft {
  const { label, quantile } = runPercentile(fleet)
  const durations = rateOf(loadMetrics.duration, requestsOf(chosenSide), chosenSide, ['name'])
  const bound = sharedBound(fleet)
  return timeSeries({
    key: 'run-latency-by-operation',
    title: `Client ${label} by operation`,
    description:
      `${label} response time of each operation as the load generator measured it. Good: below its load target, and the lines in ` +
      'the order that they have in a baseline. When one leaves the others: that operation; when all do: what they share.',
    unit: 's',
    queries: [{ expression: quantileOfNative(quantile, durations), legend: '{{name}}' }],
    rename: sentNames(fleet),
    ...(bound !== undefined && { bound: { kind: 'below', value: bound } }),
    noValue: 'No run in this range',
  })
}
