import { labels } from '../src/model/names.ts'
import { type Matchers, matching, oneOf } from '../src/model/promql.ts'
import type { Service } from '../src/model/service.ts'
import { ofService, operationsOf } from '../src/model/signals.ts'
import { chosenInstances, chosenJobs, chosenOperation, chosenRuns } from './variables.ts'

/** The service's own series, of the chosen jobs and instances. */
export const chosenProcess: Matchers = { job: chosenJobs, instance: chosenInstances }

/** The server's requests to the chosen operation and instances; `only` narrows it to some operations of the definition. */
export function servedRequests(service: Service, only?: readonly string[], extra: Matchers = {}): Matchers {
  const { method, uri } = service.runtime.requests.labels
  const operations = operationsOf(service, only).map(([, operation]) => operation)
  const narrowed = (values: readonly string[]) => (only ? [oneOf(values), chosenOperation] : chosenOperation)
  return {
    ...ofService(service),
    ...chosenProcess,
    [method]: narrowed(operations.map((operation) => operation.method)),
    [uri]: narrowed(operations.map((operation) => operation.uri)),
    ...extra,
  }
}

/** The server's answers whose status matches the pattern, such as `5..`. */
export function answers(service: Service, statusPattern: string): Matchers {
  return servedRequests(service, undefined, { [service.runtime.requests.labels.status]: matching(statusPattern) })
}

/** k6's series of the chosen runs. */
export const chosenLoad: Matchers = { [labels.testid]: chosenRuns }

/** k6's requests of the chosen operation in the chosen runs; `only` narrows it to some operations. */
export function sentRequests(only?: readonly string[]): Matchers {
  return { ...chosenLoad, [labels.operation]: only ? [oneOf(only), chosenOperation] : chosenOperation }
}
