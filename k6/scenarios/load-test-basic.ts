// Every operation of the Wallet Service once or twice in an iteration, at a steady pace: do all endpoints keep their promise?
import { wallet as service } from '../../services/wallet.ts'
import { walletClient } from '../lib/client.ts'
import { whoami } from '../lib/k6.ts'
import { paced, profileOf, steadyLoad } from '../lib/profile.ts'
import { between, seeded, seedOfRun } from '../lib/random.ts'

export { handleSummary } from '../lib/summary.ts'

const profile = profileOf(service, 'basic')
export const options = steadyLoad(service, profile)

const client = walletClient(service)
const seed = seedOfRun()
// References and users differ from those of any other run, whatever the seed: a service refuses a reference used twice.
const run = `${Date.now().toString(36)}${Math.floor(Math.random() * 2 ** 32).toString(36)}`
/** Of this virtual user; money is moved into it. */
let previousWallet: string | undefined

function everyOperation(): void {
  const { virtualUser, iteration } = whoami()
  const random = seeded(seed, virtualUser, iteration)
  const id = `${run}-${virtualUser}-${iteration}`
  const movement = (name: string, least: number, most: number) => ({
    cents: between(random, least, most),
    reference: `${id}-${name}`,
  })

  const wallet = client.create(`user-${id}`)
  if (wallet === undefined) return
  client.get(wallet)
  client.deposit(wallet, movement('deposit', 10_000, 50_000))
  client.withdraw(wallet, movement('withdraw', 100, 4_000))
  client.overdraw(wallet, movement('overdraw', 90_000, 99_999))
  const other = previousWallet ?? client.create(`user-${id}-other`)
  previousWallet = wallet
  if (other !== undefined) client.transfer(wallet, other, movement('transfer', 100, 4_000))
  client.balance(wallet)
  // The older wallet: it existed at that time, also where the clocks of the two machines are a little apart.
  client.historicalBalance(other ?? wallet, new Date())
  client.userWallets(`user-${id}`)
}

export default function iterate(): void {
  paced(profile.pace, everyOperation)
}
