import { invalid, Rejection } from './errors.ts'
import { centsOf, largestAmount } from './money.ts'

/** A deposit or a withdrawal, checked. */
export interface Movement {
  readonly walletId: string
  readonly cents: bigint
  readonly referenceId: string
  readonly description: string | undefined
}

/** A transfer, checked. */
export interface Transfer extends Movement {
  readonly destinationWalletId: string
}

/** The longest description, in UTF-16 units. */
const longestDescription = 255

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const user = /^[\w@.-]{1,100}$/
const reference = /^[A-Za-z0-9_-]{1,100}$/
// What PostgreSQL cannot store, and what UTF-8 cannot carry.
const unstorable = /\0|\p{Surrogate}/u

/** The id of a wallet, in lower case. Throws a Rejection when it is no UUID. */
export function walletIdOf(value: unknown, name = 'The wallet id'): string {
  if (typeof value === 'string' && uuid.test(value)) return value.toLowerCase()
  throw invalid(`${name} must be a UUID.`)
}

/** The id of a user. Throws a Rejection when it is none. */
export function userIdOf(value: unknown): string {
  if (typeof value === 'string' && user.test(value)) return value
  throw invalid('userId must be 1 to 100 letters, digits or any of _ @ . -')
}

function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw invalid('The body must be a JSON object.')
}

function amountOf(value: unknown): bigint {
  const cents = typeof value === 'number' ? centsOf(value) : undefined
  if (cents !== undefined && cents >= 1n && cents <= largestAmount) return cents
  throw invalid('amount must be a number from 0.01 to 1000000 with at most two decimals.')
}

function referenceOf(value: unknown): string {
  if (typeof value === 'string' && reference.test(value)) return value
  throw invalid('referenceId must be 1 to 100 letters, digits, _ or -')
}

function descriptionOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' && value.length <= longestDescription && !unstorable.test(value)) return value
  throw invalid(`description must be text of at most ${longestDescription} characters.`)
}

/** The user of a wallet that is to be created. Throws a Rejection that says what is wrong with the body. */
export function creationOf(body: unknown): string {
  return userIdOf(objectOf(body)['userId'])
}

/** A deposit or withdrawal. Throws a Rejection that says what is wrong with the id or the body. */
export function movementOf(id: unknown, body: unknown): Movement {
  const walletId = walletIdOf(id)
  const fields = objectOf(body)
  return {
    walletId,
    cents: amountOf(fields['amount']),
    referenceId: referenceOf(fields['referenceId']),
    description: descriptionOf(fields['description']),
  }
}

/** A transfer. Throws a Rejection that says what is wrong with the id or the body. */
export function transferOf(id: unknown, body: unknown): Transfer {
  const movement = movementOf(id, body)
  const destinationWalletId = walletIdOf(objectOf(body)['destinationWalletId'], 'destinationWalletId')
  if (destinationWalletId === movement.walletId) {
    throw new Rejection(400, 'SAME_WALLET', 'A transfer needs two different wallets.', 'same_wallet')
  }
  return { ...movement, destinationWalletId }
}
