import { type Expression, operate, rate, selector, sum, vector } from '../src/model/promql.ts'
import type { BusinessMetrics, Service } from '../src/model/service.ts'
import { ofService } from '../src/model/signals.ts'
import { chosenProcess } from './selection.ts'

/** Per-second increase of one of the service's business counters. */
export function businessRate(service: Service, counter: string, by: readonly string[] = []): Expression {
  return sum(rate(selector(counter, { ...ofService(service), ...chosenProcess }), '$__rate_interval'), by)
}

/** Business operations per second, however they ended. A counter that does not exist yet counts as 0. */
export function allBusinessRate(service: Service, business: BusinessMetrics): Expression {
  const { succeeded, rejected, failed } = business
  const counters = [...Object.values(succeeded), ...(rejected ? [rejected] : []), failed]
  return counters
    .map((counter) => operate(businessRate(service, counter), 'or', vector(0)))
    .reduce((total, next) => operate(total, '+', next))
}
