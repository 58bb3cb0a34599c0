import { decimalOf } from './money.ts'
import type { Movement, Transfer } from './validation.ts'
import type { Moved, MovementType, Wallet } from './wallets.ts'

// Written by hand, because JSON.stringify has no number with two decimals. Ids and times need no escaping.

/** A wallet as JSON. */
export function walletBody(wallet: Wallet): string {
  const { id, user_id, balance, status, created_at, updated_at } = wallet
  return (
    `{"id":"${id}","userId":${JSON.stringify(user_id)},"balance":${decimalOf(balance)},"status":"${status}",` +
    `"createdAt":"${created_at.toISOString()}","updatedAt":"${updated_at.toISOString()}"}`
  )
}

/** A list of wallets as JSON. */
export function walletsBody(wallets: readonly Wallet[]): string {
  return `[${wallets.map(walletBody).join(',')}]`
}

/** A balance as JSON, now or at an instant in milliseconds. */
export function balanceBody(walletId: string, cents: string, instant?: number): string {
  const timestamp = instant === undefined ? '' : `,"timestamp":"${new Date(instant).toISOString()}"`
  return `{"walletId":"${walletId}","balance":${decimalOf(cents)}${timestamp}}`
}

/**
 * A transaction as JSON. A replay has the same values as the first request, or it would be a conflict: with the stored id,
 * balance and time this is the first answer again, to the byte.
 */
export function transactionBody(type: MovementType, movement: Movement | Transfer, moved: Moved): string {
  const destination =
    'destinationWalletId' in movement ? `"destinationWalletId":"${movement.destinationWalletId}",` : ''
  const description = movement.description === undefined ? 'null' : JSON.stringify(movement.description)
  return (
    `{"id":"${moved.transactionId}","walletId":"${movement.walletId}",${destination}"type":"${type}",` +
    `"amount":${decimalOf(String(movement.cents))},"balance":${decimalOf(moved.balance)},` +
    `"referenceId":"${movement.referenceId}","description":${description},"createdAt":"${moved.createdAt.toISOString()}"}`
  )
}
