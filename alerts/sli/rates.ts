import { type Expression, literal, operate, rate, sum } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { ofOperations, requests } from '../../src/model/signals.ts'

/** Statuses for which the service is to blame. */
export const serverErrors = '5..'

/** `expression`, or zero where it has no series but `reference` has: absent errors are no errors. */
export function orZero(expression: Expression, reference: Expression): Expression {
  return operate(expression, 'or', operate(literal(0), '*', reference))
}

/** Per-second rate of all requests of the named operations: the total of availability and of latency alike. */
export function requestTotal(service: Service, operations: readonly string[] | undefined, window: string): Expression {
  return sum(rate(requests(service, 'count', ofOperations(service, operations)), window))
}
