import { aggregate, type Expression, type Matchers, selector } from '../src/model/promql.ts'
import { meanResponse, requestRate } from '../src/model/request-signals.ts'
import type { Service } from '../src/model/service.ts'
import type { Query } from './query.ts'
import { servedRequests } from './selection.ts'

/** Requests per second that the service answered. */
export function servedRate(
  service: Service,
  matchers: Matchers = servedRequests(service),
  by: readonly string[] = [],
): Expression {
  return requestRate(service, 'count', matchers, '$__rate_interval', by)
}

/** The labels by which the server tells operations apart. */
export function operationLabels(service: Service): readonly string[] {
  const { method, uri } = service.runtime.requests.labels
  return [method, uri]
}

/** The legend of series by operation, in the server's words. */
export function operationLegend(service: Service): string {
  return operationLabels(service)
    .map((label) => `{{${label}}}`)
    .join(' ')
}

/** Turns the legend of series by operation into the operation's name. */
export function operationNames(service: Service): Readonly<Record<string, string>> {
  const entries = Object.entries(service.operations).map(([name, { method, uri }]) => [`${method} ${uri}`, name])
  return Object.fromEntries(entries)
}

/** What a server without buckets can say of its latency: the mean and, where it has that gauge, the slowest request. */
export function latencyWithoutBuckets(service: Service, only?: readonly string[]): readonly Query[] {
  const matchers = servedRequests(service, only)
  const mean: Query = { expression: meanResponse(service, matchers, '$__rate_interval'), legend: 'service, mean' }
  const { maximum } = service.runtime.requests
  if (maximum === undefined) return [mean]
  const slowest = aggregate('max', selector(maximum, matchers))
  return [mean, { expression: slowest, legend: 'service, slowest recent request', dashed: true }]
}
