// Every operation of the Wallet Service once or twice in an iteration, at a steady pace: do all endpoints keep their promise?
import { wallet as service } from '../../services/wallet.ts'
import { checkHeld } from '../lib/books.ts'
import { walletClient } from '../lib/client.ts'
import { whoami } from '../lib/k6.ts'
import { paced, profileOf, steadyLoad } from '../lib/profile.ts'
import { between, seeded, seedOfRun } from '../lib/random.ts'
import { runId, testUser } from '../lib/run-id.ts'

export { handleSummary } from '../lib/summary.ts'

const profile = profileOf(service, 'basic')
export const options = steadyLoad(service, profile)

const client = walletClient(service)
const seed = seedOfRun()
const fresh = runId()
/** Of this virtual user; money is moved into it. `cents`: what it holds. */
let previousWallet: { id: string; cents: number } | undefined

function everyOperation(): void {
  const { virtualUser, iteration } = whoami()
  const random = seeded(seed, virtualUser, iteration)
  const movement = (least: number, most: number) => ({ cents: between(random, least, most), reference: fresh() })
  const [deposit, withdrawal, transfer] = [movement(10_000, 50_000), movement(100, 4_000), movement(100, 4_000)]

  const user = testUser(fresh())
  const id = client.create(user)
  if (id === undefined) return
  const deposited = client.deposit(id, deposit)
  const held = client.held(id, 'get')
  if (deposited) checkHeld(held, deposit.cents)
  const withdrawn = client.withdraw(id, withdrawal)
  const refused = client.overdraw(id, movement(90_000, 99_999))
  const other = previousWallet ?? opened()
  const transferred = other !== undefined && client.transfer(id, other.id, transfer)
  const heldByOther = client.held(other?.id ?? id, 'balance')
  if (transferred) checkHeld(heldByOther, other.cents + transfer.cents)
  // The older wallet: it existed at that time, also where the clocks of the two machines are a little apart.
  client.historicalBalance(other?.id ?? id, new Date())
  client.userWallets(user)
  // Of a wallet with a movement that went wrong nobody knows what it holds.
  const known = deposited && withdrawn && refused && transferred
  previousWallet = known ? { id, cents: deposit.cents - withdrawal.cents - transfer.cents } : undefined
}

/** A wallet to move money into, where there is none yet. */
function opened(): typeof previousWallet {
  const id = client.create(testUser(fresh()))
  return id === undefined ? undefined : { id, cents: 0 }
}

export default function iterate(): void {
  paced(profile.pace, everyOperation)
}
