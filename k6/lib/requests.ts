import { requestHeaders } from '../../src/model/request-headers.ts'
import type { Operation, Service } from '../../src/model/service.ts'
import type { UnexpectedClass } from '../../src/model/unexpected.ts'
import { countBegin, countEnd, countedOf } from './counts.ts'
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

/** The parts of an operation's URL: `/a/{id}/b` is `/a/` and `/b`. Taken apart once, since a request must stay cheap. */
export interface UrlParts {
  readonly first: string
  /** The text behind each value. */
  readonly others: readonly string[]
}

/** The parts of an operation's URL, with the address of its service. */
export function urlParts(baseUrl: string, { uri }: Operation): UrlParts {
  const [first = '', ...others] = uri.split(/\{[^}]*\}/)
  return { first: baseUrl + first, others }
}

/** The URL with these values, escaped; a missing one is empty. */
export function urlWith({ first, others }: UrlParts, values: PathValues): string {
  if (typeof values !== 'string')
    return others.reduce((url, text, index) => url + encodeURIComponent(values[index] ?? '') + text, first)
  if (others.length === 1) return first + encodeURIComponent(values) + others[0]
  return urlWith({ first, others }, [values])
}

/** A sender for one operation of the service; `statuses` are right, success where absent. To be made in the init context, once. */
export function sender(service: Service, name: string, statuses?: readonly number[]): Send {
  const operation = service.operations[name]
  if (operation === undefined) throw new Error(`the definition of ${service.name} has no operation "${name}"`)
  const baseUrl = baseUrlOf(service)
  const counted = countedOf(service, name)
  const parts = urlParts(baseUrl, operation)
  const right = statuses ?? successStatuses(operation)
  const parameters = {
    headers: { 'Content-Type': 'application/json', ...requestHeaders(environment) },
    timeout: requestTimeout,
    responseCallback: http.expectedStatuses(...right),
  } as const
  return (values = '', content, query) => {
    countBegin(name)
    const path = urlWith(parts, values)
    const url = query === undefined ? path : `${path}?${query}`
    const body = content === undefined ? null : JSON.stringify(content)
    const response = http.request(operation.method, url, body, parameters)
    const unexpected = unexpectedness(response, right)
    countEnd(counted, unexpected, response.timings.duration)
    if (unexpected === undefined) return response
    const { status, body: text, error } = response
    const asked = url.slice(baseUrl.length)
    showExample(unexpected, { operation: name, method: operation.method, path: asked, status, body: text, error })
    return unexpected
  }
}
