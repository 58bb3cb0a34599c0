import { Unavailable } from './errors.ts'

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
// Connection, resources, operator intervention, authorisation, missing database, read-only after a failover.
const unavailableState = /^(08...|53...|57P0.|28...|3D000|25006)$/
const timedOutState = new Set(['57014', '55P03', 'ETIMEDOUT'])
// The driver and its pool give these no code.
const timedOutMessage = /timeout/i
const lostMessage =
  /connection terminated|not queryable|connection error|server closed the connection|pool after calling end/i

/** SQLSTATE or the operating system's code of an error, or an empty text. */
function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown }
  return typeof code === 'string' ? code : ''
}

/** Whether the database undid the transaction only because of others at the same time, so that trying again helps. */
export function isTransient(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error))
}

/** The error as the service answers it: an Unavailable when the database is away or too slow, else itself. */
export function databaseError(error: unknown): unknown {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : ''
  if (timedOutState.has(code) || (code === '' && timedOutMessage.test(message))) {
    return new Unavailable('The database did not answer in time.', 'timeout', error)
  }
  if (unreachable.has(code) || unavailableState.test(code) || (code === '' && lostMessage.test(message))) {
    return new Unavailable('The database cannot be reached.', 'database', error)
  }
  return error
}
