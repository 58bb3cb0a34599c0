import { type Expression, increase, selector, sum } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { ofService } from '../../src/model/signals.ts'
import { chosenProcess } from '../selection.ts'

/** How much one of the service's business counters grew over the whole screen, restarts accounted for. */
export function businessIncrease(service: Service, counter: string, by: readonly string[] = []): Expression {
  return sum(increase(selector(counter, { ...ofService(service), ...chosenProcess }), '$__range'), by)
}
