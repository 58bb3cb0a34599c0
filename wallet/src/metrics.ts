import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { latencyBuckets } from '../../services/wallet.ts'
import { seconds } from '../../src/model/units.ts'
import type { PoolState } from './database.ts'
import { type FailureReason, failureReasons, type RejectionReason } from './errors.ts'
import { type OperationName, operationEntries, operations } from './operations.ts'

/** What is read at the moment of a scrape. */
export interface Sources {
  poolState(): PoolState
  activeRequests(): number
}

/** Where the service counts what it does. */
export interface Metrics {
  readonly contentType: string
  /** The exposition, in Prometheus' text format. */
  expose(): Promise<string>
  /** One answered request. */
  answered(method: string, uri: string, status: number, elapsedSeconds: number): void
  succeeded(type: OperationName): void
  rejected(type: OperationName, reason: RejectionReason): void
  failed(type: OperationName, reason: FailureReason): void
  /** Money that moved. */
  moved(type: 'deposit' | 'withdraw' | 'transfer', cents: bigint): void
}

/** The value of the label `uri` of every path that is no route. */
export const unknownUri = 'UNKNOWN'

const outcomes = ['INFORMATIONAL', 'SUCCESS', 'REDIRECTION', 'CLIENT_ERROR', 'SERVER_ERROR']

function requestLabels(method: string, uri: string, status: number) {
  return { method, uri, status: String(status), outcome: outcomes[Math.floor(status / 100) - 1] ?? 'UNKNOWN' }
}

function requestHistogram(registers: Registry[]) {
  const histogram = new Histogram({
    name: 'http_server_requests_seconds',
    help: 'Time from the arrival of a request to its answer.',
    labelNames: ['method', 'uri', 'status', 'outcome'],
    buckets: latencyBuckets.map(seconds),
    registers,
  })
  for (const [, { method, uri, statuses }] of operationEntries) {
    for (const status of statuses) histogram.zero(requestLabels(method, uri, status))
  }
  return histogram
}

function successCounters(registers: Registry[]) {
  const counter = (kind: string, help: string) =>
    new Counter({ name: `wallet_operations_${kind}_total`, help, registers })
  return {
    created: counter('created', 'Wallets created.'),
    deposits: counter('deposits', 'Deposits answered with success, replays included.'),
    withdrawals: counter('withdrawals', 'Withdrawals answered with success, replays included.'),
    transfers: counter('transfers', 'Transfers answered with success, replays included.'),
    queries: counter('queries', 'Queries answered with success.'),
  }
}

function refusalCounters(registers: Registry[]) {
  const failed = new Counter({
    name: 'wallet_operations_failed_total',
    help: 'Operations that the service itself failed to do.',
    labelNames: ['type', 'reason'],
    registers,
  })
  const rejected = new Counter({
    name: 'wallet_operations_rejected_total',
    help: 'Operations that were refused as they should be: invalid requests and business rules.',
    labelNames: ['type', 'reason'],
    registers,
  })
  for (const [type, { rejections }] of operationEntries) {
    for (const reason of failureReasons) failed.inc({ type, reason }, 0)
    for (const reason of rejections) rejected.inc({ type, reason }, 0)
  }
  return { failed, rejected }
}

function moneyCounters(registers: Registry[]) {
  const counter = (flow: string) =>
    new Counter({ name: `wallet_money_${flow}_total`, help: `Money ${flow}, in currency units.`, registers })
  return { deposit: counter('deposited'), withdraw: counter('withdrawn'), transfer: counter('transferred') }
}

function gauges(sources: Sources, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('db_pool_connections_in_use', 'Database connections in use.', () => sources.poolState().inUse)
  gauge('db_pool_connections_idle', 'Open database connections that nothing uses.', () => sources.poolState().idle)
  gauge('db_pool_requests_waiting', 'Requests that wait for a database connection.', () => sources.poolState().waiting)
  gauge('db_pool_connections_max', 'Database connections that the pool may open.', () => sources.poolState().max)
  gauge('http_server_active_requests', 'Requests in flight, /metrics and /q/* left out.', sources.activeRequests)
}

/** Makes the metrics of one instance of the service, all of them at 0. */
export function createMetrics(sources: Sources): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = requestHistogram(registers)
  const successes = successCounters(registers)
  const { failed, rejected } = refusalCounters(registers)
  const money = moneyCounters(registers)
  gauges(sources, registers)
  return {
    contentType: registry.contentType,
    expose: () => registry.metrics(),
    answered: (method, uri, status, elapsed) => requests.observe(requestLabels(method, uri, status), elapsed),
    succeeded: (type) => successes[operations[type].success].inc(),
    rejected: (type, reason) => rejected.inc({ type, reason }),
    failed: (type, reason) => failed.inc({ type, reason }),
    moved: (type, cents) => money[type].inc(Number(cents) / 100),
  }
}
