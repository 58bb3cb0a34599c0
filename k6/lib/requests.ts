import { requestHeaders } from '../../src/model/request-headers.ts'
import type { Operation, Service } from '../../src/model/service.ts'
import { countsOf } from './counts.ts'
import { showExample } from './examples.ts'
import { isFailure, successStatuses, unexpectedness } from './expectations.ts'
import { environment, http } from './k6.ts'
import type { Variables } from './variables.ts'

/** Longer than any promise; short enough that a run against a service that hangs ends. */
const requestTimeout = '10s'

/** What a request needs besides its operation. */
export interface Call {
  /** Values of the `{…}` in the operation's uri. */
  readonly path?: Readonly<Record<string, string>>
  readonly query?: string
  readonly body?: object
}

/** How a request ended. It has been counted already. */
export interface Result {
  /** Whether the answer was as expected. */
  readonly expected: boolean
  /** Whether the service failed it (5xx, no answer), so that nobody knows what it did. */
  readonly failed: boolean
  readonly answer: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: unknown }
  /** Counts the answer as unusable. */
  unusable(): void
}

/** Sends one operation and counts it. Never throws. */
export type Send = (call?: Call) => Result

/** Where the service is: its variable in the environment before its definition. Throws for what is no http(s) URL. */
export function baseUrlOf(service: Service, variables: Variables = environment): string {
  const url = variables[service.baseUrlVariable] || service.baseUrl
  // The value is not repeated: it may carry a password.
  if (!/^https?:\/\/[^\s/]/.test(url))
    throw new Error(`${service.baseUrlVariable} must be a URL such as ${service.baseUrl}`)
  return url.replace(/\/+$/, '')
}

/** Makes the path of an operation, with its parameters filled in and escaped. */
export function pathOf(operation: Operation): (call: Call) => string {
  // `/a/{id}/b` becomes `/a/`, `id`, `/b`: taken apart once, since a request must stay cheap.
  const parts = operation.uri.split(/[{}]/)
  return ({ path, query }) => {
    let text = ''
    // Counted and not iterated: in k6 an iterator costs as much as the rest of a request's script.
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? ''
      text += index % 2 === 0 ? part : encodeURIComponent(path?.[part] ?? '')
    }
    return query === undefined ? text : `${text}?${query}`
  }
}

/** A sender for one operation of the service; `statuses` are right, success where absent. To be made in the init context, once. */
export function sender(service: Service, name: string, statuses?: readonly number[]): Send {
  const operation = service.operations[name]
  if (operation === undefined) throw new Error(`the definition of ${service.name} has no operation "${name}"`)
  const baseUrl = baseUrlOf(service)
  const counts = countsOf(service, name)
  const fill = pathOf(operation)
  const right = statuses ?? successStatuses(operation)
  const parameters = {
    // k6 gives its `url` tag the value of `name`: a series per operation and none per wallet.
    tags: { name },
    headers: { 'Content-Type': 'application/json', ...requestHeaders(environment) },
    timeout: requestTimeout,
    responseCallback: http.expectedStatuses(...right),
  } as const
  return (call = {}) => {
    counts.begin()
    const body = call.body === undefined ? null : JSON.stringify(call.body)
    const path = fill(call)
    const response = http.request(operation.method, baseUrl + path, body, parameters)
    const unexpected = unexpectedness(response, right)
    counts.end(unexpected, response.timings.duration)
    if (unexpected !== undefined) {
      const { status, body: text, error } = response
      showExample(unexpected, { operation: name, method: operation.method, path, status, body: text, error })
    }
    const failed = unexpected !== undefined && isFailure(unexpected)
    return { expected: unexpected === undefined, failed, answer: response, unusable: counts.unusable }
  }
}
