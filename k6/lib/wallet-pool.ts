import type { WalletClient } from './client.ts'
import { between, type Random } from './random.ts'

/** The wallets that all virtual users share: what `setup` gives to everyone. */
export type WalletPool = readonly string[]

/** Makes wallets with money in them, one request after the other. A service that fails gives fewer, or none. */
export function fillPool(client: WalletClient, fresh: () => string, size: number): WalletPool {
  const pool: string[] = []
  // Where nothing can be made, the load itself will show it: asking on would only take time.
  for (let asked = 0; asked < size && (asked < 3 || pool.length > 0); asked++) {
    const id = client.create(`load-test-${fresh()}`)
    if (id !== undefined && client.deposit(id, { cents: 50_000_000, reference: fresh() })) pool.push(id)
  }
  return pool
}

/** One random request in the usual mix: 50% get, 25% deposit, 15% withdraw, 10% transfer. Says whether it went well. */
export function transact(client: WalletClient, fresh: () => string, pool: WalletPool, random: Random): boolean {
  const id = pool[between(random, 0, pool.length - 1)]
  if (id === undefined) return client.create(`load-test-${fresh()}`) !== undefined
  const movement = () => ({ cents: between(random, 1, 100), reference: fresh() })
  const kind = random()
  if (kind < 0.5) return client.get(id)
  if (kind < 0.75) return client.deposit(id, movement())
  if (kind < 0.9) return client.withdraw(id, movement())
  const other = pool[(pool.indexOf(id) + 1) % pool.length] ?? id
  return other === id ? client.deposit(id, movement()) : client.transfer(id, other, movement())
}
