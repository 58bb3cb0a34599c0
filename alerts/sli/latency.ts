import { bucketBoundary, type Matcher, notMatching, operate } from '../../src/model/promql.ts'
import type { LatencySlo, Service } from '../../src/model/service.ts'
import { bucketBoundaries, ofOperations, ofService, requests } from '../../src/model/signals.ts'
import { seconds } from '../../src/model/units.ts'
import type { Sli } from '../sli.ts'
import { byTarget, orZero, requestTotal, sameTarget, serverErrors } from './counts.ts'
import { requestSeries } from './request-series.ts'

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
  const bucket: Record<string, Matcher> = { le: bucketBoundary(threshold) }
  const answered = { ...bucket, [service.runtime.requests.labels.status]: notMatching(serverErrors) }
  // A target without this bucket is not measured: its requests are no events rather than all bad. One that shows the
  // bucket for failures or for other paths alone has had nothing good.
  const good = orZero(
    byTarget(service, requests(service, 'bucket', ofOperations(service, slo.operations, answered))),
    byTarget(service, requests(service, 'bucket', { ...ofService(service), ...bucket })),
  )
  const requested = requestTotal(service, slo.operations)
  return {
    total: operate(requested, 'and', good),
    errors: (recorded) => operate(recorded, '-', good, sameTarget),
    series: (traffic) =>
      requestSeries({ service, boundaries: near, traffic }, slo.operations, [
        // Just within and just beyond the threshold, so that any other bucket gives another result.
        { status: '200', duration: threshold, amount: ({ good: amount }) => amount },
        { status: '201', duration: boundaries[own + 1] ?? Number.POSITIVE_INFINITY, amount: ({ bad }) => bad / 2 },
        { status: '500', duration: 0, amount: ({ bad }) => bad / 2, onlyBad: true },
      ]),
  }
}
