import { requestHeaders } from '../../src/model/request-headers.ts'
import type { Operation, Service } from '../../src/model/service.ts'
import type { UnexpectedClass } from '../../src/model/unexpected.ts'
import { countsOf } from './counts.ts'
import { showExample } from './examples.ts'
import { successStatuses, unexpectedness } from './expectations.ts'
import { environment, http } from './k6.ts'
import type { Variables } from './variables.ts'

/** Longer than any promise; short enough that a run against a service that hangs ends. */
const requestTimeout = '10s'

/** Values of the `{…}` in an operation's uri, in their order; a single one needs no list. */
export type PathValues = string | readonly string[]

/** An answer as its operation promises it. */
export interface ExpectedAnswer {
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
}

/**
 * Sends one operation and counts how it ended. Gives the answer, or in what way it was not as expected: a word, so that
 * `typeof` tells them apart and nothing is made that most do not look at. Never throws.
 */
export type Send = (path?: PathValues, body?: object, query?: string) => ExpectedAnswer | UnexpectedClass

/** Where the service is: its variable in the environment before its definition. Throws for what is no http(s) URL. */
export function baseUrlOf(service: Service, variables: Variables = environment): string {
  const url = variables[service.baseUrlVariable] || service.baseUrl
  // The value is not repeated: it may carry a password.
  if (!/^https?:\/\/[^\s/]/.test(url))
    throw new Error(`${service.baseUrlVariable} must be a URL such as ${service.baseUrl}`)
  return url.replace(/\/+$/, '')
}

/** Makes the URLs of an operation from the address of its service. Values are escaped, and a missing one is empty. */
export function urlOf(baseUrl: string, { uri }: Operation): (values: PathValues) => string {
  // Taken apart once, since a request must stay cheap: `/a/{id}/b` becomes `/a/` and `/b`.
  const [before = '', ...texts] = uri.split(/\{[^}]*\}/)
  const first = baseUrl + before
  const filled = (values: readonly string[]) =>
    texts.reduce((url, text, index) => url + encodeURIComponent(values[index] ?? '') + text, first)
  const [only] = texts.length === 1 ? texts : []
  return (values) => {
    if (typeof values !== 'string') return filled(values)
    return only === undefined ? filled([values]) : first + encodeURIComponent(values) + only
  }
}

/** A sender for one operation of the service; `statuses` are right, success where absent. To be made in the init context, once. */
export function sender(service: Service, name: string, statuses?: readonly number[]): Send {
  const operation = service.operations[name]
  if (operation === undefined) throw new Error(`the definition of ${service.name} has no operation "${name}"`)
  const baseUrl = baseUrlOf(service)
  const counts = countsOf(service, name)
  const fill = urlOf(baseUrl, operation)
  const right = statuses ?? successStatuses(operation)
  const parameters = {
    headers: { 'Content-Type': 'application/json', ...requestHeaders(environment) },
    timeout: requestTimeout,
    responseCallback: http.expectedStatuses(...right),
  } as const
  return (values = '', content, query) => {
    counts.begin()
    const url = query === undefined ? fill(values) : `${fill(values)}?${query}`
    const body = content === undefined ? null : JSON.stringify(content)
    const response = http.request(operation.method, url, body, parameters)
    const unexpected = unexpectedness(response, right)
    counts.end(unexpected, response.timings.duration)
    if (unexpected === undefined) return response
    const { status, body: text, error } = response
    const path = url.slice(baseUrl.length)
    showExample(unexpected, { operation: name, method: operation.method, path, status, body: text, error })
    return unexpected
  }
}
