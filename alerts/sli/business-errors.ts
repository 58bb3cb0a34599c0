import { operate, rate, selector, sum, withLabel } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { ofService } from '../../src/model/signals.ts'
import type { Sli } from '../sli.ts'
import { counter } from '../traffic.ts'
import { orZero } from './rates.ts'

/**
 * Bad is a business operation that the service failed, of all that it finished: succeeded, rejected or failed. A
 * rejection (insufficient funds) is a correct answer, hence good. A counter that is not there yet counts as zero.
 */
export function businessErrors(service: Service): Sli {
  const failed = service.business?.failed ?? ''
  const rejected = service.business?.rejected
  const successes = [...new Set(Object.values(service.business?.succeeded ?? {}))]
  const refusals = rejected === undefined ? [] : [rejected]
  const perSecond = (metric: string, window: string) => sum(rate(selector(metric, ofService(service)), window))
  const own = (metric: string) => selector(metric, { job: service.job, instance: 'a:1' }).text
  return {
    total: (window) => {
      // A label in the place of the name that `rate` drops: `or` would take the counters for one and the same.
      const parts = [failed, ...refusals, ...successes].map((metric) =>
        withLabel(perSecond(metric, window), 'counter', metric),
      )
      return sum(parts.reduce((left, right) => operate(left, 'or', right)))
    },
    errors: (window, total) => orZero(perSecond(failed, window), total),
    series: (traffic) => [
      ...successes.map((metric) =>
        counter(own(metric), traffic, ({ good }) => good / (refusals.length + 1) / successes.length),
      ),
      ...refusals.map((metric) => counter(own(metric), traffic, ({ good }) => good / 2)),
      { ...counter(own(failed), traffic, ({ bad }) => bad), onlyBad: true },
    ],
  }
}
