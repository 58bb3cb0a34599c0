import type { Service } from '../../src/model/service.ts'
import { type Books, noBooks } from './books.ts'
import { countUnusable } from './counts.ts'
import { balanceOfBody, idOfBody, idOfLocation, isFailure } from './expectations.ts'
import { type Cents, inUnits } from './money.ts'
import { type Send, sender } from './requests.ts'

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

function content({ cents, reference }: Movement): { amount: number; referenceId: string } {
  return { amount: inUnits(cents), referenceId: reference }
}

function creation(service: Service): WalletClient['create'] {
  const send = sender(service, 'create')
  const collection = service.operations['create']?.uri ?? ''
  return (userId) => {
    const answer = send([], { userId })
    if (typeof answer === 'string') return undefined
    const id = idOfLocation(answer.headers['Location'], collection) ?? idOfBody(answer.body)
    if (id === undefined) countUnusable('create')
    return id
  }
}

type Answer = ReturnType<Send>

/** Whether a request ended as expected. */
const asExpected = (answer: Answer) => typeof answer !== 'string'

const heldIn = (answer: Answer) => (typeof answer === 'string' ? undefined : balanceOfBody(answer.body))

/** Sends a movement and keeps account of it. */
function movement({ begin, end }: Books, send: Send, sign: 1 | -1) {
  return (id: string, asked: Movement): boolean => {
    const change = sign * asked.cents
    begin(change)
    const answer = send(id, content(asked))
    if (typeof answer !== 'string') end(change, 'moved')
    else end(change, isFailure(answer) ? 'unknown' : 'refused')
    return typeof answer !== 'string'
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
  return {
    create: creation(service),
    get: (id) => asExpected(get(id)),
    deposit: movement(books, sender(service, 'deposit'), 1),
    withdraw: movement(books, sender(service, 'withdraw'), -1),
    overdraw: (id, asked) => asExpected(overdraw(id, content(asked))),
    transfer: (id, destinationWalletId, asked) => asExpected(transfer(id, { ...content(asked), destinationWalletId })),
    balance: (id) => asExpected(balance(id)),
    held: (id, by) => heldIn(readers[by](id)),
    historicalBalance: (id, at) =>
      asExpected(historicalBalance(id, undefined, `timestamp=${encodeURIComponent(at.toISOString())}`)),
    userWallets: (userId) => asExpected(userWallets(userId)),
  }
}
