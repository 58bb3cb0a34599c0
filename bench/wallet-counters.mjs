// Invented counters of the wallet service, for benchmarks alone.

const calls = [
  ['POST', '/api/v1/wallets'],
  ['GET', '/api/v1/wallets/{id}'],
  ['POST', '/api/v1/wallets/{id}/deposit'],
  ['POST', '/api/v1/wallets/{id}/withdraw'],
  ['POST', '/api/v1/wallets/{id}/transfer'],
  ['GET', '/api/v1/wallets/{id}/balance'],
  ['GET', '/api/v1/wallets/{id}/balance/historical'],
  ['GET', '/api/v1/users/{userId}/wallets'],
]

/** Every hour is like the one before, and within it the traffic changes from step to step. */
export function stepsOfAnHour(interval) {
  return Math.round(3600 / interval)
}

/** A number from 0 to 1 that looks drawn at random, the same each time (the finalizer of MurmurHash3). */
function drawn(seed) {
  let hash = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/**
 * Makes counters that grow by `growth` a step, less `without` of them, and that by a fifth to nine fifths of it from step to
 * step; those of one `seed` grow alike.
 */
function counters(period) {
  return (growth, without, seed) => {
    const counts = [0]
    for (let step = 0; step < period; step += 1) {
      const load = 0.2 + 1.6 * drawn(seed * 10_007 + step + 1)
      counts.push(counts[step] + Math.round(growth * load) - Math.round(without * load))
    }
    return (step) => Math.floor(step / period) * counts[period] + counts[step % period]
  }
}

/**
 * The raw series of one instance of the wallet service that its four SLOs read: { name, labels, value: (step) => number }, a
 * step being so many seconds. It keeps its promises, as nearly always: no alert is on, and none asks for values to tell.
 */
export function walletCounters(interval, operations) {
  const counter = counters(stepsOfAnHour(interval))
  const job = 'wallet-service'
  const base = { job, instance: 'a:1' }
  const answers = [
    ['201', 3000, 30],
    ['400', 30, 0],
    ['404', 10, 0],
    ['500', 1, 0],
    ['503', 0, 0],
  ]
  const requests = calls.slice(0, operations).flatMap(([method, uri], position) =>
    answers.flatMap(([status, growth, slow], kind) => {
      const labels = { ...base, method, uri, status, outcome: `${status[0]}xx` }
      const metric = 'http_server_requests_seconds'
      const seed = position * answers.length + kind
      return [
        { name: `${metric}_count`, labels, value: counter(growth, 0, seed) },
        { name: `${metric}_bucket`, labels: { ...labels, le: '0.1' }, value: counter(growth, slow, seed) },
        { name: `${metric}_bucket`, labels: { ...labels, le: '0.2' }, value: counter(growth, 0, seed) },
      ]
    }),
  )
  const growths = {
    created: 4000,
    deposits: 4000,
    withdrawals: 4000,
    transfers: 4000,
    queries: 4000,
    rejected: 100,
    failed: 1,
  }
  const business = Object.entries(growths).map(([kind, growth], position) => ({
    name: `wallet_operations_${kind}_total`,
    labels: base,
    value: counter(growth, 0, 1000 + position),
  }))
  return [...requests, ...business]
}
