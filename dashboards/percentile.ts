import { loadMetrics } from '../src/model/names.ts'
import { type Expression, type Matchers, quantileOfNative, rate, selector, sum } from '../src/model/promql.ts'
import { responseQuantile } from '../src/model/request-signals.ts'
import type { LatencySlo, Service } from '../src/model/service.ts'
import { seconds, share } from '../src/model/units.ts'
import { sentRequests, servedRequests } from './selection.ts'

/** A percentile that the dashboard shows, and the promise about it where there is one. */
export interface Percentile {
  readonly key: string
  /** Such as `P95`. */
  readonly label: string
  /** From 0 to 1. */
  readonly quantile: number
  /** The promised upper bound. */
  readonly promise?: { readonly seconds: number; readonly text: string }
  /** The operations that the promise is about; all of them where absent. */
  readonly operations?: readonly string[]
}

function ofSlo(key: string, slo: LatencySlo): Percentile {
  const quantile = share(slo.objective)
  return {
    key,
    label: `P${Number((quantile * 100).toPrecision(10))}`,
    quantile,
    promise: { seconds: seconds(slo.within), text: slo.within },
    ...(slo.operations && { operations: slo.operations }),
  }
}

/** The percentiles that the service's latency SLOs promise, in their order; P95 without a promise where there are none. */
export function promisedPercentiles(service: Service): readonly [Percentile, ...Percentile[]] {
  const promised = Object.entries(service.slos).flatMap(([key, slo]) =>
    slo.kind === 'latency' ? [ofSlo(key, slo)] : [],
  )
  const [first, ...others] = promised
  return first ? [first, ...others] : [{ key: 'p95', label: 'P95', quantile: 0.95 }]
}

/** A percentile in seconds of the selected requests as the service measures it; needs a histogram. */
export function percentileOf(
  service: Service,
  { quantile }: Percentile,
  matchers: Matchers,
  by: readonly string[] = [],
): Expression {
  return responseQuantile(service, quantile, matchers, '$__rate_interval', by)
}

/** The percentile of the chosen operation and instances. */
export function servedPercentile(service: Service, percentile: Percentile, by: readonly string[] = []): Expression {
  return percentileOf(service, percentile, servedRequests(service, percentile.operations), by)
}

/** The percentile in seconds as the load generator measures it. */
export function clientPercentile(percentile: Percentile): Expression {
  const histograms = selector(loadMetrics.duration, sentRequests(percentile.operations))
  return quantileOfNative(percentile.quantile, sum(rate(histograms, '$__rate_interval')))
}
