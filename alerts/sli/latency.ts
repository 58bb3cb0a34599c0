import {
  bucketBoundary,
  call,
  type Expression,
  literal,
  type Matcher,
  matching,
  notMatching,
  operate,
  rate,
  sum,
} from '../../src/model/promql.ts'
import type { LatencySlo, Service } from '../../src/model/service.ts'
import { bucketBoundaries, ofOperations, requests } from '../../src/model/signals.ts'
import { seconds } from '../../src/model/units.ts'
import type { Sli } from '../sli.ts'
import { orZero, requestTotal, serverErrors } from './rates.ts'
import { requestSeries } from './request-series.ts'

function within(service: Service, slo: LatencySlo, status: Matcher, window: string): Expression {
  const matchers = ofOperations(service, slo.operations, {
    le: bucketBoundary(seconds(slo.within)),
    [service.runtime.requests.labels.status]: status,
  })
  return sum(rate(requests(service, 'bucket', matchers), window))
}

/**
 * Good is an answer within the threshold that is no server error; all requests of the SLO's operations count. A fast
 * failure is no fast answer: were it good, a service that refuses everything at once would keep its promise of latency,
 * and were it left out, nothing would be promised while everything fails. A load run judges the same way.
 */
export function latency(service: Service, slo: LatencySlo): Sli {
  const threshold = seconds(slo.within)
  const boundaries = bucketBoundaries(service)
  const own = boundaries.indexOf(threshold)
  const near = boundaries.slice(Math.max(0, own - 1), own + 2)
  return {
    total: (window) => requestTotal(service, slo.operations, window),
    errors: (window, total) => {
      // No bucket at all is no data. Buckets of failures alone mean that nothing was good: zero, not "no data".
      const good = orZero(
        within(service, slo, notMatching(serverErrors), window),
        within(service, slo, matching(serverErrors), window),
      )
      // Extrapolation at the start of a counter may give buckets a little more than their total.
      return call('clamp_min', operate(total, '-', good), literal(0))
    },
    series: (traffic) =>
      requestSeries({ service, boundaries: near, traffic }, slo.operations, [
        // Just within and just beyond the threshold, so that any other bucket gives another result.
        { status: '200', duration: threshold, amount: ({ good }) => good },
        { status: '201', duration: boundaries[own + 1] ?? Number.POSITIVE_INFINITY, amount: ({ bad }) => bad / 2 },
        { status: '500', duration: 0, amount: ({ bad }) => bad / 2, onlyBad: true },
      ]),
  }
}
