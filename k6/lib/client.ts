import type { Service } from '../../src/model/service.ts'
import { idOfBody, idOfLocation } from './expectations.ts'
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
  historicalBalance(id: string, at: Date): boolean
  userWallets(userId: string): boolean
}

function content(movement: Movement): { amount: number; referenceId: string } {
  return { amount: inUnits(movement.cents), referenceId: movement.reference }
}

function creation(send: Send, collection: string): WalletClient['create'] {
  return (userId) => {
    const result = send({ body: { userId } })
    if (result === undefined) return undefined
    const id = idOfLocation(result.location, collection) ?? idOfBody(result.body)
    if (id === undefined) result.unusable()
    return id
  }
}

/** A client of the service's operations. To be made in the init context, once. */
export function walletClient(service: Service): WalletClient {
  const create = sender(service, 'create', { readsBody: true })
  const get = sender(service, 'get')
  const deposit = sender(service, 'deposit')
  const withdraw = sender(service, 'withdraw')
  const overdraw = sender(service, 'withdraw', { expected: [400] })
  const transfer = sender(service, 'transfer')
  const balance = sender(service, 'balance')
  const historicalBalance = sender(service, 'historical-balance')
  const userWallets = sender(service, 'user-wallets')
  const answered = (result: ReturnType<Send>) => result !== undefined
  return {
    create: creation(create, service.operations['create']?.uri ?? ''),
    get: (id) => answered(get({ path: { id } })),
    deposit: (id, movement) => answered(deposit({ path: { id }, body: content(movement) })),
    withdraw: (id, movement) => answered(withdraw({ path: { id }, body: content(movement) })),
    overdraw: (id, movement) => answered(overdraw({ path: { id }, body: content(movement) })),
    transfer: (id, destinationWalletId, movement) =>
      answered(transfer({ path: { id }, body: { ...content(movement), destinationWalletId } })),
    balance: (id) => answered(balance({ path: { id } })),
    historicalBalance: (id, at) =>
      answered(historicalBalance({ path: { id }, query: `timestamp=${encodeURIComponent(at.toISOString())}` })),
    userWallets: (userId) => answered(userWallets({ path: { userId } })),
  }
}
