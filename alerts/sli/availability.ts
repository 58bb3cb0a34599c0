import { matching } from '../../src/model/promql.ts'
import { requests } from '../../src/model/request-signals.ts'
import type { AvailabilitySlo, Service } from '../../src/model/service.ts'
import { ofOperations } from '../../src/model/signals.ts'
import type { Sli } from '../sli.ts'
import { byTarget, orZero, requestTotal, sameTarget, serverErrors } from './counts.ts'
import { requestSeries } from './request-series.ts'

/** Bad is an answer with a status of 500 or above, of all requests of the SLO's operations. */
export function availability(service: Service, slo: AvailabilitySlo): Sli {
  const { status } = service.runtime.requests.labels
  const failed = ofOperations(service, slo.operations, { [status]: matching(serverErrors) })
  const total = requestTotal(service, slo.operations)
  return {
    total,
    errors: (recorded) => orZero(byTarget(service, requests(service, 'count', failed)), recorded, sameTarget),
    series: (traffic) =>
      requestSeries({ service, boundaries: [], traffic }, slo.operations, [
        // Slow or refused, yet answered: both are good here.
        { status: '200', duration: Number.POSITIVE_INFINITY, amount: ({ good }) => good / 2 },
        { status: '404', duration: 0, amount: ({ good }) => good / 2 },
        { status: '500', duration: 0, amount: ({ bad }) => bad / 2, onlyBad: true },
        { status: '503', duration: 0, amount: ({ bad }) => bad / 2, onlyBad: true },
      ]),
  }
}
