// A new wallet every 2 s, whatever the number of virtual users; between, random transactions with the wallets made so far.
import { wallet as service } from '../../services/wallet.ts'
import { seconds } from '../../src/model/units.ts'
import { walletClient } from '../lib/client.ts'
import { progress, whoami } from '../lib/k6.ts'
import { scenarioOf, steadyLoad } from '../lib/profile.ts'
import { seeded, seedOfRun } from '../lib/random.ts'
import { runId } from '../lib/run-id.ts'
import { inTurn } from '../lib/turns.ts'
import { Wallets } from '../lib/wallets.ts'

export { handleSummary } from '../lib/summary.ts'

const profile = scenarioOf(service, 'continuous-wallet-stress', 'continuous')
export const options = steadyLoad(service, profile)

const turns = { every: seconds(profile.every) * 1000, pace: seconds(profile.pace) * 1000 }
const seed = seedOfRun()
const wallets = new Wallets(walletClient(service), runId())

export default function iterate(): void {
  const { virtualUser, iteration } = whoami()
  // Apart, since how many transactions fit into a turn is a matter of time.
  const opening = seeded(seed, virtualUser, iteration, 0)
  const between = seeded(seed, virtualUser, iteration, 1)
  inTurn(
    turns,
    () => wallets.transact(between),
    () => wallets.open(opening),
  )
  if (progress() >= 1) wallets.checkAll()
}
