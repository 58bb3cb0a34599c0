import { wallet } from '../../services/wallet.ts'
import type { Service } from '../../src/model/service.ts'
import type { Script } from '../../tests/support/scripted-service.ts'
import { bareJvm, fullJvm } from './variants.ts'

/** P95 lies in (50 ms, 75 ms], P99 in (150 ms, 200 ms]; the mean is 25.8 ms. */
const latencies = [
  { seconds: 0.018, share: 0.9 },
  { seconds: 0.06, share: 0.07 },
  { seconds: 0.18, share: 0.03 },
]

/** Each operation at 10 requests per second, all of them answered. */
function healthy(service: Service): Script['traffic'] {
  return Object.keys(service.operations).map((operation) => ({ operation, status: '200', perSecond: 10 }))
}

const jvm = {
  process_cpu_usage: 0.25,
  'jvm_memory_used_bytes{area="heap",id="eden"}': 3e8,
  'jvm_memory_used_bytes{area="heap",id="old"}': 5e8,
  'jvm_memory_used_bytes{area="nonheap",id="metaspace"}': 9e8,
  http_server_active_requests: 3,
  jvm_threads_live_threads: 42,
  process_files_open_files: 128,
  process_files_max_files: 1024,
}
const collector = { 'jvm_gc_pause_seconds_sum{action="minor"}': 0.01, 'jvm_gc_pause_seconds_count{action="minor"}': 2 }
const succeeded = Object.values(wallet.business?.succeeded ?? {})
const flows = Object.values(wallet.business?.flows ?? {})
const business = (perSecond: number) =>
  Object.fromEntries([...succeeded, ...flows].map((metric) => [metric, perSecond]))

/** The wallet with faults: 1 in 101 requests fails, 1 in 51 is refused, 1 in 101 business operations fails. */
export const faultyWallet: Script = {
  service: wallet,
  traffic: [
    ...healthy(wallet).map(({ operation, status }) => ({ operation, status, perSecond: 98 / 8 })),
    { operation: 'withdraw', status: '400', perSecond: 2 },
    { operation: 'deposit', status: '500', perSecond: 1 },
  ],
  latencies,
  gauges: {
    nodejs_heap_size_used_bytes: 4e7,
    db_pool_connections_in_use: 5,
    db_pool_connections_idle: 5,
    db_pool_connections_max: 20,
    db_pool_requests_waiting: 7,
    http_server_active_requests: 3,
    nodejs_eventloop_lag_p99_seconds: 0.012,
    process_resident_memory_bytes: 9e7,
    process_open_fds: 64,
    process_max_fds: 1024,
  },
  counters: {
    process_cpu_seconds_total: 0.4,
    'nodejs_gc_duration_seconds_sum{kind="minor"}': 0.02,
    'nodejs_gc_duration_seconds_count{kind="minor"}': 4,
    ...business(19.4),
    'wallet_operations_failed_total{type="deposit",reason="database"}': 1,
    'wallet_operations_rejected_total{type="withdraw",reason="insufficient_funds"}': 2,
  },
}

/** A JVM that has never failed or refused: it has no series about that at all. */
export const healthyBareJvm: Script = {
  service: bareJvm,
  traffic: healthy(bareJvm),
  latencies,
  gauges: jvm,
  counters: { ...collector, ...business(10) },
}

/** The same with a histogram and a connection pool. */
export const healthyFullJvm: Script = {
  service: fullJvm,
  traffic: healthy(fullJvm),
  latencies,
  gauges: { ...jvm, hikaricp_connections_active: 8, hikaricp_connections_max: 10, hikaricp_connections_pending: 0 },
  counters: { ...collector, ...business(10) },
}
