import { moneyCounters } from '../../src/model/names.ts'
import { Counter } from './k6.ts'
import type { Cents } from './money.ts'

const above = new Counter(moneyCounters.above)
const below = new Counter(moneyCounters.below)
const checks = new Counter(moneyCounters.checks)

/** How a movement of money ended; `unknown`: no answer, or one of a server that failed. */
export type MovementEnd = 'moved' | 'refused' | 'unknown'

/** Keeps an account of what the service may hold. `change`: cents into it, or, below 0, out of it. */
export interface Books {
  begin(change: Cents): void
  end(change: Cents, how: MovementEnd): void
}

/** For scenarios that account for each of their wallets themselves. */
export const noBooks: Books = { begin: () => undefined, end: () => undefined }

/**
 * Accounts for all virtual users together: between two bounds, because nobody knows of a movement without an answer
 * whether it took place. The counters hold the room from what the service holds up to the upper bound, and down to the
 * lower one. Once the account is closed, a room below 0 is money made or lost.
 */
export const sharedBooks: Books = {
  begin(change) {
    if (change > 0) above.add(change)
    else below.add(-change)
  },
  end(change, how) {
    if (how === 'unknown') return
    // Moved: a bound that was only widened follows. Refused: it goes back.
    const follows = (how === 'moved') === change > 0
    if (follows) below.add(-Math.abs(change))
    else above.add(-Math.abs(change))
  },
}

// More than any money, and little enough that sums with it are exact: an account that was not closed proves nothing.
const anyMoney = 2 ** 50

/** Opens the shared account, once in a run and before any money moves. */
export function openAccount(): void {
  below.add(anyMoney)
}

/** Closes the shared account with what all wallets hold. */
export function closeAccount(held: Cents): void {
  above.add(-held)
  below.add(held - anyMoney)
  checks.add(1)
}

/** Checks what a wallet holds against what was moved; nothing where that could not be read. */
export function checkHeld(held: Cents | undefined, expected: Cents): boolean {
  if (held === undefined) return true
  checks.add(1)
  if (held > expected) above.add(expected - held)
  if (held < expected) below.add(held - expected)
  return held === expected
}
