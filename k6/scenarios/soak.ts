// A steady rate for a long time: does anything leak, grow or slow down?
import { wallet as service } from '../../services/wallet.ts'
import { arrivals } from '../lib/arrivals.ts'
import type { WalletPool } from '../lib/wallet-pool.ts'

export { handleSummary } from '../lib/summary.ts'

const load = arrivals(service, 'soak')
export const options = load.options
export const setup = load.setup
export const watch = load.watch
export const teardown = load.teardown

export default function iterate(pool: WalletPool): void {
  load.iterate(pool)
}
