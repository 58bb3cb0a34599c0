import {
  bucketBoundary,
  call,
  type Expression,
  increase,
  literal,
  type Matcher,
  type Matchers,
  matching,
  operate,
  quantileOfBuckets,
  quantileOfNative,
  type Range,
  rate,
  selector,
  sum,
  withLabel,
} from './promql.ts'
import type { Service } from './service.ts'
import { ofOperations } from './signals.ts'
import { seconds } from './units.ts'

// The one place that knows how requests are counted, be their histogram classic, native or none.

/** How many requests, or how many seconds were spent on them. */
export type RequestPart = 'count' | 'sum'

/** The plain series that count every request since the process started: what `resets` and ranges can look at. */
export function requestSeries(service: Service, part: RequestPart, matchers: Matchers): Expression {
  const { metric, histogram } = service.runtime.requests
  return selector(histogram.kind === 'native' ? metric : `${metric}_${part}`, matchers)
}

/** The part of the requests that `counted` counts: a native histogram is counted first and then read. */
function partOf(service: Service, part: RequestPart, counted: Expression): Expression {
  return service.runtime.requests.histogram.kind === 'native' ? call(`histogram_${part}`, counted) : counted
}

/** Requests, or seconds spent on them, since each process started. */
export function requests(service: Service, part: RequestPart, matchers: Matchers): Expression {
  return partOf(service, part, requestSeries(service, part, matchers))
}

/** Per-second increase of requests, or of seconds spent on them, together or by labels. */
export function requestRate(
  service: Service,
  part: RequestPart,
  matchers: Matchers,
  range: Range,
  by: readonly string[] = [],
): Expression {
  return sum(partOf(service, part, rate(requestSeries(service, part, matchers), range)), by)
}

/** Growth over the range of requests, or of seconds spent on them, together or by labels. */
export function requestIncrease(
  service: Service,
  part: RequestPart,
  matchers: Matchers,
  range: Range,
  by: readonly string[] = [],
): Expression {
  return sum(partOf(service, part, increase(requestSeries(service, part, matchers), range)), by)
}

/** Whether the server can tell percentiles: it has buckets, in whichever histogram. */
export function hasHistogram(service: Service): boolean {
  return service.runtime.requests.histogram.kind !== 'none'
}

/** Upper boundaries of a classic histogram in seconds, ascending; none of any other. */
export function bucketBoundaries({ runtime }: Service): readonly number[] {
  const { histogram } = runtime.requests
  if (histogram.kind !== 'classic') return []
  return histogram.boundaries.map((boundary) => seconds(boundary)).sort((a, b) => a - b)
}

/** The thresholds of latency SLOs in seconds that the histogram tells, ascending. */
export function promisedBoundaries(service: Service): readonly number[] {
  const thresholds = new Set(
    Object.values(service.slos).flatMap((slo) => (slo.kind === 'latency' ? [seconds(slo.within)] : [])),
  )
  return service.runtime.requests.histogram.kind === 'native'
    ? [...thresholds].sort((a, b) => a - b)
    : bucketBoundaries(service).filter((boundary) => thresholds.has(boundary))
}

function oneOfBoundaries(boundaries: readonly number[]): Matcher {
  const patterns = boundaries.map((boundary) => {
    const { operator, value } = bucketBoundary(boundary)
    return operator === '=' ? value.replaceAll('.', '\\.') : value
  })
  return matching(patterns.join('|'))
}

/** The series of the buckets: `<metric>_bucket`, or the native histogram that holds them all. */
function bucketSeries({ runtime }: Service, matchers: Matchers): Expression {
  const { metric, histogram } = runtime.requests
  return selector(histogram.kind === 'native' ? metric : `${metric}_bucket`, matchers)
}

/** The labels that a sum of buckets must keep. */
function withBuckets({ runtime }: Service, by: readonly string[]): readonly string[] {
  return runtime.requests.histogram.kind === 'native' ? by : [...by, 'le']
}

/** Requests of the range by duration, for a heatmap; needs a histogram. */
export function responseDistribution(service: Service, matchers: Matchers, range: Range): Expression {
  return sum(increase(bucketSeries(service, matchers), range), withBuckets(service, []))
}

/** A percentile of the response time in seconds, exact to the width of a bucket; needs a histogram. */
export function responseQuantile(
  service: Service,
  quantile: number,
  matchers: Matchers,
  range: Range,
  by: readonly string[] = [],
): Expression {
  const counted = sum(rate(bucketSeries(service, matchers), range), withBuckets(service, by))
  const { kind } = service.runtime.requests.histogram
  return kind === 'native' ? quantileOfNative(quantile, counted) : quantileOfBuckets(quantile, counted)
}

/**
 * Requests since each process started that took at most `within` seconds; needs a histogram, and a boundary there where
 * it is classic; `answered` says which answers. A native one interpolates within the bucket, and says nothing where it
 * has counted nothing: the share of an empty histogram would be NaN.
 */
export function requestsWithin(
  service: Service,
  within: number,
  matchers: Matchers,
  answered: Matchers = {},
): Expression {
  return service.runtime.requests.histogram.kind === 'native'
    ? eventsWithin(bucketSeries(service, { ...matchers, ...answered }), within)
    : bucketSeries(service, { ...matchers, le: bucketBoundary(within), ...answered })
}

/** A share times a number may be a hair off what was counted; thresholds between two boundaries do leave parts of events. */
const dust = literal('0.000001')

function eventsWithin(histograms: Expression, within: number): Expression {
  const some = operate(call('histogram_count', histograms), '>', literal(0))
  const share = call('histogram_fraction', literal(0), literal(within), histograms)
  return call('round', operate(share, '*', some), dust)
}

/** What native histograms hold as classic buckets: cumulative counts at these boundaries, told apart by `le`. */
function asBuckets(histograms: Expression, boundaries: readonly number[]): Expression {
  return boundaries
    .map((boundary) => withLabel(eventsWithin(histograms, boundary), 'le', String(boundary)))
    .reduce(
      (buckets, bucket) => operate(buckets, 'or', bucket),
      withLabel(call('histogram_count', histograms), 'le', '+Inf'),
    )
}

/** Half an octave apart, from a millisecond to half a minute. */
const ladder = Array.from({ length: 31 }, (_, step) => Number((2 ** (step / 2) / 1000).toPrecision(4)))

/** Buckets as classic ones, whichever histogram it is, once `count` has been applied to its series; needs a histogram. */
export function classicBuckets(
  service: Service,
  count: (series: Expression, labels: readonly string[]) => Expression,
  only?: readonly number[],
): Expression {
  const operations = ofOperations(service)
  if (service.runtime.requests.histogram.kind === 'native') {
    const boundaries = only ?? [...ladder, ...promisedBoundaries(service)]
    return asBuckets(count(bucketSeries(service, operations), []), [...new Set(boundaries)])
  }
  const chosen = only ? { ...operations, le: oneOfBoundaries(only) } : operations
  return count(bucketSeries(service, chosen), ['le'])
}

/** Share of the requests of the range that took longer than `within` seconds, by labels; needs a histogram. */
export function slowShare(
  service: Service,
  within: number,
  matchers: Matchers,
  range: Range,
  by: readonly string[],
): Expression {
  const some = operate(requestRate(service, 'count', matchers, range, by), '>', literal(0))
  if (service.runtime.requests.histogram.kind === 'native') {
    const counted = sum(rate(bucketSeries(service, matchers), range), by)
    const fast = call('histogram_fraction', literal(0), literal(within), counted)
    return operate(operate(literal(1), '-', fast), 'and', some)
  }
  const fast = sum(rate(requestsWithin(service, within, matchers), range), by)
  return operate(literal(1), '-', operate(fast, '/', some))
}

/** Mean response time in seconds over the range, for all selected requests together. No traffic gives no value. */
export function meanResponse(
  service: Service,
  matchers: Matchers,
  range: Range,
  by: readonly string[] = [],
): Expression {
  const total = requestRate(service, 'sum', matchers, range, by)
  const count = requestRate(service, 'count', matchers, range, by)
  // `> 0` drops the division by zero of an idle service.
  return operate(total, '/', operate(count, '>', literal(0)))
}
