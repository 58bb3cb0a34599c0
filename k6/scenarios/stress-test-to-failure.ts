// A rate that rises in steps until the SLOs stay broken: where does the service break, and does it recover?
import { wallet as service } from '../../services/wallet.ts'
import { sharedBooks } from '../lib/books.ts'
import { watchForBreak, watchRecovery } from '../lib/breaking.ts'
import { walletClient } from '../lib/client.ts'
import { countInStep } from '../lib/counts.ts'
import { loadStart, turn } from '../lib/k6.ts'
import { scenarioOf } from '../lib/profile.ts'
import { seeded, seededByNumber, seedOfRun } from '../lib/random.ts'
import { runId } from '../lib/run-id.ts'
import { refuseOtherLoads, stepAt, steppedLoad, stepsOf } from '../lib/steps.ts'
import { fillPool, settlePool, transact, transactions, type WalletPool } from '../lib/wallet-pool.ts'

export { handleSummary } from '../lib/summary.ts'

const scenario = scenarioOf(service, 'stress-test-to-failure', 'steps')
const steps = stepsOf(scenario)
export const options = steppedLoad(service, scenario, steps)

const client = walletClient(service, sharedBooks)
const seed = seedOfRun()
const randomOf = seededByNumber(seed)
const fresh = runId()

export function setup(): WalletPool {
  refuseOtherLoads()
  return fillPool(client, fresh, 100)
}

export default function iterate(pool: WalletPool): void {
  countInStep(stepAt(steps, Date.now() - loadStart()))
  transact(client, fresh, pool, transactions, randomOf(turn()))
}

export function watch(pool: WalletPool): void {
  const random = seeded(seed)
  watchForBreak(service, scenario, steps, () => transact(client, fresh, pool, transactions, random))
}

export function teardown(pool: WalletPool): void {
  const random = seeded(seed)
  watchRecovery(service, scenario, () => transact(client, fresh, pool, transactions, random))
  settlePool(client, fresh, pool)
}
