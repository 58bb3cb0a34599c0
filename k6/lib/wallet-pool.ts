import { closeAccount, openAccount } from './books.ts'
import type { Movement, WalletClient } from './client.ts'
import { between, type Random } from './random.ts'
import { testUser } from './run-id.ts'

/** The wallets that all virtual users share: what `setup` gives to everyone. */
export type WalletPool = readonly { readonly id: string; readonly user: string }[]

/** Opens the account and makes wallets with money in them, one request after the other. A service that fails gives fewer, or none. */
export function fillPool(client: WalletClient, fresh: () => string, size: number): WalletPool {
  const pool: { id: string; user: string }[] = []
  openAccount()
  // Where nothing can be made, the load itself will show it: asking on would only take time.
  for (let asked = 0; asked < size && (asked < 3 || pool.length > 0); asked++) {
    const user = testUser(fresh())
    const id = client.create(user)
    if (id !== undefined && client.deposit(id, { cents: 50_000_000, reference: fresh() })) pool.push({ id, user })
  }
  return pool
}

/**
 * At the end of a run: compares the money in the pool with what was moved, and takes it out again, so that the service does
 * not keep money that never was. Ends with the first answer that is missing: a service that hangs would make it long.
 */
export function settlePool(client: WalletClient, fresh: () => string, pool: WalletPool): void {
  const wallets: { id: string; cents: number }[] = []
  for (const { id } of pool) {
    const cents = client.held(id, 'balance')
    if (cents === undefined) return
    wallets.push({ id, cents })
  }
  let held = wallets.reduce((sum, { cents }) => sum + cents, 0)
  for (const { id, cents } of wallets) {
    if (cents > 0 && !client.withdraw(id, { cents, reference: fresh() })) break
    held -= cents
  }
  closeAccount(held)
}

type Kind = 'create' | 'get' | 'deposit' | 'withdraw' | 'transfer' | 'balance' | 'historical-balance' | 'user-wallets'

/** A hundred requests, each as likely to be the next: one look finds it. */
export type Mix = readonly Kind[]

function mixOf(percents: Partial<Record<Kind, number>>): Mix {
  return Object.entries(percents).flatMap(([kind, percent]) => Array<Kind>(percent).fill(kind as Kind))
}

/** The usual mix of transactions. */
export const transactions = mixOf({ get: 50, deposit: 25, withdraw: 15, transfer: 10 })

/** Every operation, each often enough that a load of 1,500 requests tells its P95. */
export const everyOperation = mixOf({
  get: 25,
  balance: 15,
  deposit: 15,
  withdraw: 10,
  'user-wallets': 10,
  'historical-balance': 10,
  transfer: 8,
  create: 7,
})

function little(fresh: () => string, random: Random): Movement {
  return { cents: between(random, 1, 100), reference: fresh() }
}

/** One random request of the mix with wallets of the pool. Says whether it went well. */
export function transact(
  client: WalletClient,
  fresh: () => string,
  pool: WalletPool,
  mix: Mix,
  random: Random,
): boolean {
  const index = between(random, 0, pool.length - 1)
  const wallet = pool[index]
  const kind = mix[between(random, 0, mix.length - 1)]
  if (wallet === undefined || kind === undefined || kind === 'create')
    return client.create(testUser(fresh())) !== undefined
  const { id, user } = wallet
  switch (kind) {
    case 'get':
      return client.get(id)
    case 'balance':
      return client.balance(id)
    case 'user-wallets':
      return client.userWallets(user)
    case 'historical-balance':
      return client.historicalBalance(id, new Date())
    case 'deposit':
      return client.deposit(id, little(fresh, random))
    case 'withdraw':
      return client.withdraw(id, little(fresh, random))
    case 'transfer': {
      const other = pool[(index + 1) % pool.length]
      return other === undefined || other.id === id
        ? client.deposit(id, little(fresh, random))
        : client.transfer(id, other.id, little(fresh, random))
    }
  }
}
