import { wallet } from '../../../services/wallet.ts'
import { exposition, type Script } from '../../../tests/support/scripted-service.ts'
import { pageSource } from '../page-source.ts'
import { nothingRead } from '../readings/assemble.ts'
import type { Reading } from '../readings/reading.ts'

/** A wallet service that says all that its definition asks for, or leaves out what a test wants it to. */
export const busyWallet: Script = {
  service: wallet,
  traffic: [
    { operation: 'get', status: '200', perSecond: 50 },
    { operation: 'deposit', status: '201', perSecond: 25 },
    { operation: 'withdraw', status: '400', perSecond: 5 },
    { operation: 'transfer', status: '500', perSecond: 2 },
  ],
  latencies: [
    { seconds: 0.004, share: 0.9 },
    { seconds: 0.18, share: 0.1 },
  ],
  gauges: {
    nodejs_heap_size_used_bytes: 50_000_000,
    db_pool_connections_in_use: 5,
    db_pool_connections_max: 20,
    db_pool_requests_waiting: 0,
    http_server_active_requests: 3,
    nodejs_eventloop_lag_p99_seconds: 0.012,
  },
  counters: {
    process_cpu_seconds_total: 0.4,
    wallet_operations_queries_total: 50,
    wallet_operations_deposits_total: 25,
    'wallet_operations_failed_total{type="transfer",reason="internal"}': 2,
  },
}

/** What a monitor reads of a scripted service after this many seconds of looking at its page. */
export async function readingOf(script: Script, seconds = 5): Promise<Reading> {
  let now = 1_000
  const source = pageSource(script.service, {
    client: {
      address: 'http://wallet.test',
      ready: async () => undefined,
      metrics: async () => `${exposition(script, now).join('\n')}\n`,
    },
    presence: async () => ({ state: 'up', detail: 'ready', decides: true }),
    single: false,
    now: () => now,
    pause: async () => {
      now += seconds
    },
  })
  return source.read()
}

/** A reading of which nothing is known. */
export const nothing: Reading = nothingRead(wallet, {
  at: 1_000,
  source: 'nowhere',
  presence: { state: 'down', detail: 'The Wallet Service refused the connection.' },
  reason: 'Prometheus refused the connection.',
})
