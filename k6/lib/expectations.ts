import type { Operation, Service, Slo } from '../../src/model/service.ts'
import type { UnexpectedClass } from '../../src/model/unexpected.ts'
import { seconds } from '../../src/model/units.ts'
import type { Cents } from './money.ts'

/** What the classification looks at of k6's response. */
export interface Answer {
  readonly status: number
  /** k6's number for what went wrong, 0 where nothing did: https://grafana.com/docs/k6/latest/javascript-api/error-codes/ */
  readonly error_code: number
  /** The text of the answer, where it was read. */
  readonly body?: unknown
}

// 1050: the request's own timeout; 1211: the connection was not made in time.
const timeoutCodes = [1050, 1211]

/** Statuses that mean success: what creates or moves something may answer 200 for 201. */
export function successStatuses(operation: Operation): readonly number[] {
  return operation.method === 'GET' ? [200] : [200, 201]
}

/** The cause of a refusal. Services say differently that money is missing, but in words that tell it. */
function refusal({ status, body }: Answer): UnexpectedClass {
  if (status === 402 || (typeof body === 'string' && /insufficient/i.test(body))) return 'insufficient-funds'
  if (status === 400 || status === 422) return 'validation'
  if (status === 404 || status === 410) return 'not-found'
  return status === 409 ? 'conflict' : 'refused'
}

/** How the answer breaks the expectation; `undefined` where it does not. */
export function unexpectedness(answer: Answer, expected: readonly number[]): UnexpectedClass | undefined {
  const { status } = answer
  // What went well is told first: nearly all, and each look at k6's response costs.
  if (expected.includes(status)) return undefined
  // Also where the connection is lost or the time is over while the body arrives.
  if (status === 0) return timeoutCodes.includes(answer.error_code) ? 'timeout' : 'connection'
  if (status >= 500) return 'server-error'
  // A success where a refusal was provoked: not the answer that the contract says.
  return status >= 300 ? refusal(answer) : 'content'
}

/** Whether the service failed the request: it answered with a 5xx, or not at all. A wrong 4xx is an answer. */
export function isFailure(unexpected: UnexpectedClass | undefined): boolean {
  return unexpected === 'timeout' || unexpected === 'connection' || unexpected === 'server-error'
}

/** One SLO as a load generator can see it. */
export interface Objective {
  readonly slo: string
  readonly kind: Slo['kind']
  /** Milliseconds within which it promises an answer; endless where it promises none. */
  readonly within: number
}

/** The SLOs that count requests of this operation. */
export function objectivesOf(service: Service, operation: string): readonly Objective[] {
  return Object.entries(service.slos)
    .filter(([, slo]) => !('operations' in slo) || slo.operations === undefined || slo.operations.includes(operation))
    .map(([slo, definition]) => ({
      slo,
      kind: definition.kind,
      within: definition.kind === 'latency' ? seconds(definition.within) * 1000 : Number.POSITIVE_INFINITY,
    }))
}

/** Whether a request kept the promise, given how it ended and how many milliseconds it took. */
export function keeps(objective: Objective, unexpected: UnexpectedClass | undefined, milliseconds: number): boolean {
  switch (objective.kind) {
    case 'latency':
      return !isFailure(unexpected) && milliseconds <= objective.within
    case 'availability':
      return !isFailure(unexpected)
    case 'business-errors':
      return unexpected === undefined
  }
}

/** The id at the end of a `Location`, absolute or relative; `undefined` where it ends with the collection itself. */
export function idOfLocation(location: string | undefined, collection: string): string | undefined {
  const path = location?.replace(/[?#].*$/s, '').replace(/\/+$/, '')
  if (path === undefined || path === '' || path.endsWith(collection)) return undefined
  const id = path.slice(path.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

function field(body: unknown, name: string): unknown {
  if (typeof body !== 'string' || body === '') return undefined
  try {
    return (JSON.parse(body) as Readonly<Record<string, unknown>> | null)?.[name]
  } catch {
    return undefined
  }
}

/** The `id` in a JSON object; `undefined` where the body is empty, no JSON, or has none. */
export function idOfBody(body: unknown): string | undefined {
  const id = field(body, 'id')
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined
}

/** The `balance` in a JSON object, in cents; `undefined` where the body is empty, no JSON, or has none. */
export function balanceOfBody(body: unknown): Cents | undefined {
  const balance = field(body, 'balance')
  if (typeof balance !== 'number' && typeof balance !== 'string') return undefined
  const cents = Math.round(Number(balance) * 100)
  return balance !== '' && Number.isSafeInteger(cents) ? cents : undefined
}
