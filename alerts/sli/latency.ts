import { type Expression, notMatching, operate } from '../../src/model/promql.ts'
import { bucketBoundaries, requestsWithin } from '../../src/model/request-signals.ts'
import type { LatencySlo, Service } from '../../src/model/service.ts'
import { ofOperations, ofService } from '../../src/model/signals.ts'
import { seconds } from '../../src/model/units.ts'
import type { Sli } from '../sli.ts'
import { byTarget, orZero, requestTotal, sameTarget, serverErrors } from './counts.ts'
import { requestSeries } from './request-series.ts'

/** Durations just within and just beyond the threshold, so that any other bucket gives another result. */
function around(service: Service, threshold: number) {
  if (service.runtime.requests.histogram.kind === 'native')
    // Further off than the width of a bucket, within which an answer would be counted in part.
    return { boundaries: [], within: threshold * 0.99, beyond: threshold * 1.01 }
  const boundaries = bucketBoundaries(service)
  const own = boundaries.indexOf(threshold)
  return {
    boundaries: boundaries.slice(Math.max(0, own - 1), own + 2),
    within: threshold,
    beyond: boundaries[own + 1] ?? Number.POSITIVE_INFINITY,
  }
}

/** Good answers of each target. */
function goodRequests(service: Service, slo: LatencySlo, requested: Expression): Expression {
  const threshold = seconds(slo.within)
  const { status } = service.runtime.requests.labels
  const answered = { [status]: notMatching(serverErrors) }
  const good = byTarget(service, requestsWithin(service, threshold, ofOperations(service, slo.operations), answered))
  // Every target with a native histogram has every bucket.
  if (service.runtime.requests.histogram.kind === 'native') return orZero(good, requested)
  // A target without this bucket is not measured: its requests are no events rather than all bad. One that shows the
  // bucket for failures or for other paths alone has had nothing good.
  return orZero(good, byTarget(service, requestsWithin(service, threshold, ofService(service))))
}

/**
 * Good is an answer within the threshold that is no server error; all requests of the SLO's operations count. A fast
 * failure is no fast answer: were it good, a service that refuses everything at once would keep its promise of latency,
 * and were it left out, nothing would be promised while everything fails. A load run judges the same way.
 */
export function latency(service: Service, slo: LatencySlo): Sli {
  const { boundaries, within, beyond } = around(service, seconds(slo.within))
  const requested = requestTotal(service, slo.operations)
  const good = goodRequests(service, slo, requested)
  const errors = (recorded: Expression) => operate(recorded, '-', good, sameTarget)
  return {
    total: operate(requested, 'and', good),
    errors,
    within: { whole: requested, errors },
    series: (traffic) =>
      requestSeries({ service, boundaries, traffic }, slo.operations, [
        { status: '200', duration: within, amount: ({ good: amount }) => amount },
        { status: '201', duration: beyond, amount: ({ bad }) => bad / 2 },
        { status: '500', duration: 0, amount: ({ bad }) => bad / 2, onlyBad: true },
      ]),
  }
}
