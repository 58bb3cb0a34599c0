import { labels } from '../../src/model/names.ts'
import { aggregate, type Expression, literal, type Matcher, type Matching, operate } from '../../src/model/promql.ts'
import { requests } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'
import { ofOperations, ofService } from '../../src/model/signals.ts'

/** Statuses for which the service is to blame. */
export const serverErrors = '5..'

/** Matches what is recorded of a target with what is read of it. */
export const sameTarget = { ignoring: [labels.service, labels.slo, labels.definition, labels.event] }

/** `expression`, or zero where it has no series but `reference` has: absent errors are no errors. */
export function orZero(expression: Expression, reference: Expression, matching: Matching = {}): Expression {
  return operate(expression, 'or', operate(literal(0), '*', reference), matching)
}

/** Counters of requests, or of their buckets, added up for each target: only the labels that tell requests apart go. */
export function byTarget(service: Service, counters: Expression): Expression {
  const { labels, otherLabels = [] } = service.runtime.requests
  return aggregate('sum', counters, { without: [labels.method, labels.uri, labels.status, ...otherLabels, 'le'] })
}

/**
 * All requests of the named operations. Zero where a target has had none of them, but shows that it would count them: it
 * has counted others (health checks) under the same labels. Neither an idle service nor one without the metric is guessed.
 */
export function requestTotal(service: Service, operations?: readonly string[]): Expression {
  const { method, uri, status } = service.runtime.requests.labels
  const some: Matcher = { operator: '!=', value: '' }
  const others = requests(service, 'count', { ...ofService(service), [method]: some, [uri]: some, [status]: some })
  const own = byTarget(service, requests(service, 'count', ofOperations(service, operations)))
  return orZero(own, byTarget(service, others))
}
