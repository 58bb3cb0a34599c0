import type { UnexpectedClass } from '../../src/model/unexpected.ts'
import { say } from './k6.ts'

// Of this virtual user: each has its own modules.
const shown = new Set<UnexpectedClass>()
const longest = 300

/** An answer that was not as expected, and what it answered. */
export interface Unexpected {
  readonly operation: string
  readonly method: string
  /** Without the address of the service. */
  readonly path: string
  readonly status: number
  readonly body: unknown
  /** What k6 says of a request without an answer. */
  readonly error: string
}

/** Says the first answer of each class, once in each virtual user; `sidelight load` keeps the first of them all. */
export function showExample(unexpected: UnexpectedClass, answer: Unexpected): void {
  if (shown.has(unexpected)) return
  shown.add(unexpected)
  const { operation, method, path, status, body, error } = answer
  const what =
    status === 0 ? `got no answer: ${error}` : `was answered ${status} ${typeof body === 'string' ? body : ''}`
  say(`example of ${unexpected}: ${operation}, ${method} ${path}, ${what}`.slice(0, longest).trimEnd())
}
