import { aggregate, type Expression, operate, selector, withLabel } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { ofService } from '../../src/model/signals.ts'
import type { Sli } from '../sli.ts'
import { counter } from '../traffic.ts'
import { orZero, sameTarget } from './counts.ts'

/** What tells operations and reasons apart in the counters, and one counter from another once they are joined. */
const dropped = ['type', 'reason', 'counter']

/**
 * Bad is a business operation that the service failed, of all that it finished: succeeded, rejected or failed. A
 * rejection (insufficient funds) is a correct answer, hence good. A counter that is not there yet counts as zero.
 */
export function businessErrors(service: Service): Sli {
  const failed = service.business?.failed ?? ''
  const rejected = service.business?.rejected
  const successes = [...new Set(Object.values(service.business?.succeeded ?? {}))]
  const refusals = rejected === undefined ? [] : [rejected]
  const read = (metric: string) => selector(metric, ofService(service))
  const byTarget = (counters: Expression) => aggregate('sum', counters, { without: dropped })
  const own = (metric: string) => selector(metric, { job: service.job, instance: 'a:1' }).text
  const total = byTarget(
    [failed, ...refusals, ...successes]
      // `or` looks at labels alone and would take the counters for one and the same.
      .map((metric) => withLabel(read(metric), 'counter', metric))
      .reduce((left, right) => operate(left, 'or', right)),
  )
  return {
    total,
    errors: (recorded) => orZero(byTarget(read(failed)), recorded, sameTarget),
    series: (traffic) => [
      ...successes.map((metric) =>
        counter(own(metric), traffic, ({ good }) => good / (refusals.length + 1) / successes.length),
      ),
      ...refusals.map((metric) => counter(own(metric), traffic, ({ good }) => good / 2)),
      counter(own(failed), traffic, ({ bad }) => bad, { onlyBad: true }),
    ],
  }
}
