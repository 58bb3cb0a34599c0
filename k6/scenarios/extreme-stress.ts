// Far more than the service can do, for a while: does it come back by itself, and how soon?
import { wallet as service } from '../../services/wallet.ts'
import { sharedBooks } from '../lib/books.ts'
import { watchBaseline, watchForBreak, watchRecovery } from '../lib/breaking.ts'
import { walletClient } from '../lib/client.ts'
import { countInStep } from '../lib/counts.ts'
import { turn } from '../lib/k6.ts'
import { overloadOf } from '../lib/overload.ts'
import { scenarioOf } from '../lib/profile.ts'
import { seeded, seededByNumber, seedOfRun } from '../lib/random.ts'
import { runId } from '../lib/run-id.ts'
import { refuseOtherLoads, steppedLoad } from '../lib/steps.ts'
import { fillPool, settlePool, transact, transactions, type WalletPool } from '../lib/wallet-pool.ts'

export { handleSummary } from '../lib/summary.ts'

const { scenario, steps } = overloadOf(scenarioOf(service, 'extreme-stress', 'overload'))
export const options = steppedLoad(service, scenario, steps)

const client = walletClient(service, sharedBooks)
const seed = seedOfRun()
const randomOf = seededByNumber(seed)
const fresh = runId()

function prober(pool: WalletPool): () => boolean {
  const random = seeded(seed)
  return () => transact(client, fresh, pool, transactions, random)
}

export function setup(): WalletPool {
  refuseOtherLoads('one rate far beyond capacity', 'TEST_DURATION (how long), TEST_MAX_RATE (the rate)')
  const pool = fillPool(client, fresh, 100)
  watchBaseline(5_000, prober(pool))
  return pool
}

export default function iterate(pool: WalletPool): void {
  countInStep(0)
  transact(client, fresh, pool, transactions, randomOf(turn()))
}

/** Also the recovery: whoever stops the run then does not wait for it, as for a `teardown` one does. */
export function watch(pool: WalletPool): void {
  const probe = prober(pool)
  watchForBreak(service, scenario, steps, probe)
  watchRecovery(service, scenario, probe)
}

export function teardown(pool: WalletPool): void {
  settlePool(client, fresh, pool)
}
