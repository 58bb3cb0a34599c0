import type { Operation, Service } from '../../src/model/service.ts'
import { countsOf } from './counts.ts'
import { successStatuses, unexpectedness } from './expectations.ts'
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

/** An answer that was as expected. Anything else has been counted already, and gives no result. */
export interface Result {
  readonly location: string | undefined
  readonly body: unknown
  /** Counts the answer as unusable. */
  unusable(): void
}

/** Sends one operation and counts it; `undefined` where the answer was not as expected. Never throws. */
export type Send = (call: Call) => Result | undefined

/** Where the service is: its variable in the environment before its definition. Throws for what is no http(s) URL. */
export function baseUrlOf(service: Service, variables: Variables = environment): string {
  const url = variables[service.baseUrlVariable] || service.baseUrl
  // The value is not repeated: it may carry a password.
  if (!/^https?:\/\/[^\s/]/.test(url))
    throw new Error(`${service.baseUrlVariable} must be a URL such as ${service.baseUrl}`)
  return url.replace(/\/+$/, '')
}

/** The path of an operation with its parameters filled in and escaped. */
export function pathOf(operation: Operation, call: Call): string {
  const path = operation.uri.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(call.path?.[name] ?? ''))
  return call.query === undefined ? path : `${path}?${call.query}`
}

/** How the answer of a sender is read. */
export interface Reading {
  /** The statuses that are right; success where absent. */
  readonly expected?: readonly number[]
  /** Whether the caller reads the body. What nobody reads is thrown away as it arrives, which is cheaper. */
  readonly readsBody?: boolean
}

/** A sender for one operation of the service. To be made in the init context, once. */
export function sender(service: Service, name: string, reading: Reading = {}): Send {
  const operation = service.operations[name]
  if (operation === undefined) throw new Error(`the definition of ${service.name} has no operation "${name}"`)
  const baseUrl = baseUrlOf(service)
  const counts = countsOf(service, name)
  const expected = reading.expected ?? successStatuses(operation)
  const parameters = {
    // k6 gives its `url` tag the value of `name`: a series per operation and none per wallet.
    tags: { name },
    headers: { 'Content-Type': 'application/json' },
    timeout: requestTimeout,
    // A redirect followed would be two requests for one that was offered.
    redirects: 0,
    responseType: reading.readsBody ? 'text' : 'none',
    responseCallback: http.expectedStatuses(...expected),
  } as const
  return (call) => {
    counts.begin()
    const body = call.body === undefined ? null : JSON.stringify(call.body)
    const response = http.request(operation.method, baseUrl + pathOf(operation, call), body, parameters)
    const unexpected = unexpectedness(response, expected)
    counts.end(unexpected, response.timings.duration)
    if (unexpected !== undefined) return undefined
    return { location: response.headers['Location'], body: response.body, unusable: counts.unusable }
  }
}
