import type { Service } from '../../src/model/service.ts'
import { type Books, noBooks } from './books.ts'
import { balanceOfBody, idOfBody, idOfLocation } from './expectations.ts'
import { type Cents, inUnits } from './money.ts'
import { type Result, type Send, sender } from './requests.ts'

/** One movement of money; the reference makes it happen once. */
export interface Movement {
  readonly cents: Cents
  readonly reference: string
}

/** The Wallet Service's operations. Each sends one request, counts it, and says whether the answer was as expected. */
export interface WalletClient {
  /** The id of the new wallet; `undefined` where there is none. */
  create(userId: string): string | undefined
  get(id: string): boolean
  deposit(id: string, movement: Movement): boolean
  withdraw(id: string, movement: Movement): boolean
  /** A withdrawal of more than the wallet holds: to be refused, which is what is expected. */
  overdraw(id: string, movement: Movement): boolean
  transfer(id: string, destinationId: string, movement: Movement): boolean
  balance(id: string): boolean
  /** What the wallet holds, by one of the operations that tell it; `undefined` where the answer does not. */
  held(id: string, by: 'get' | 'balance'): Cents | undefined
  historicalBalance(id: string, at: Date): boolean
  userWallets(userId: string): boolean
}

function content(movement: Movement): { amount: number; referenceId: string } {
  return { amount: inUnits(movement.cents), referenceId: movement.reference }
}

function creation(send: Send, collection: string): WalletClient['create'] {
  return (userId) => {
    const result = send({ body: { userId } })
    if (!result.expected) return undefined
    const id = idOfLocation(result.answer.headers['Location'], collection) ?? idOfBody(result.answer.body)
    if (id === undefined) result.unusable()
    return id
  }
}

/** Sends a movement and keeps account of it. */
function movement({ begin, end }: Books, send: Send, sign: 1 | -1) {
  return (id: string, { cents, reference }: Movement): boolean => {
    const change = sign * cents
    begin(change)
    const { expected, failed } = send({ path: { id }, body: content({ cents, reference }) })
    end(change, expected ? 'moved' : failed ? 'unknown' : 'refused')
    return expected
  }
}

/**
 * A client of the service's operations, which keeps account of deposits and withdrawals in `books`. To be made in the
 * init context, once.
 */
export function walletClient(service: Service, books: Books = noBooks): WalletClient {
  const get = sender(service, 'get')
  const overdraw = sender(service, 'withdraw', [400])
  const transfer = sender(service, 'transfer')
  const balance = sender(service, 'balance')
  const historicalBalance = sender(service, 'historical-balance')
  const userWallets = sender(service, 'user-wallets')
  const readers = { get, balance }
  const heldIn = ({ expected, answer }: Result) => (expected ? balanceOfBody(answer.body) : undefined)
  return {
    create: creation(sender(service, 'create'), service.operations['create']?.uri ?? ''),
    get: (id) => get({ path: { id } }).expected,
    deposit: movement(books, sender(service, 'deposit'), 1),
    withdraw: movement(books, sender(service, 'withdraw'), -1),
    overdraw: (id, asked) => overdraw({ path: { id }, body: content(asked) }).expected,
    transfer: (id, destinationWalletId, asked) =>
      transfer({ path: { id }, body: { ...content(asked), destinationWalletId } }).expected,
    balance: (id) => balance({ path: { id } }).expected,
    held: (id, by) => heldIn(readers[by]({ path: { id } })),
    historicalBalance: (id, at) =>
      historicalBalance({ path: { id }, query: `timestamp=${encodeURIComponent(at.toISOString())}` }).expected,
    userWallets: (userId) => userWallets({ path: { userId } }).expected,
  }
}
