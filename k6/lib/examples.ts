import { requestHeaders } from '../../src/model/request-headers.ts'
import type { UnexpectedClass } from '../../src/model/unexpected.ts'
import { environment, say } from './k6.ts'

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

// Shorter ones would hide half of a text.
const shortest = 5

/**
 * Without the headers that went with the request: a service may repeat them in what it answers. Before the text is cut: part of
 * a token is a secret, too.
 */
function withoutSecrets(text: string): string {
  const sent = Object.values(requestHeaders(environment)).filter((value) => value.length >= shortest)
  const hidden = sent.reduce((result, value) => result.split(value).join('***'), text)
  return hidden.replace(/\b(bearer|basic) [\w.~+/=-]+/gi, '$1 ***')
}

/** Says the first answer of each class, once in each virtual user; `sidelight load` keeps the first of them all. */
export function showExample(unexpected: UnexpectedClass, answer: Unexpected): void {
  if (shown.has(unexpected)) return
  shown.add(unexpected)
  const { operation, method, path, status, body, error } = answer
  const what =
    status === 0 ? `got no answer: ${error}` : `was answered ${status} ${typeof body === 'string' ? body : ''}`
  say(`example of ${unexpected}: ${operation}, ${method} ${path}, ${withoutSecrets(what)}`.slice(0, longest).trimEnd())
}
