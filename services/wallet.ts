import { promClient } from '../src/model/runtimes/prom-client.ts'
import { defineService } from '../src/model/service.ts'

/** Bucket boundaries of the service's request histogram; the service itself imports them. */
export const latencyBuckets = [
  '5ms',
  '10ms',
  '25ms',
  '50ms',
  '75ms',
  '100ms',
  '150ms',
  '200ms',
  '250ms',
  '300ms',
  '400ms',
  '500ms',
  '750ms',
  '1s',
  '2.5s',
  '5s',
  '10s',
] as const

const writeTarget = { target: '100ms', acceptable: '200ms', critical: '500ms' } as const
const readTarget = { target: '50ms', acceptable: '100ms', critical: '300ms' } as const

/** The Wallet Service: what it does, what it exposes and what it promises. */
export const wallet = defineService({
  name: 'wallet',
  title: 'Wallet Service',
  description: 'Holds wallets and moves money between them.',
  owner: 'payments',
  tier: 1,
  job: 'wallet-service',
  runtime: promClient({ latencyBuckets }),
  baseUrl: 'http://localhost:8080',
  baseUrlVariable: 'WALLET_SERVICE_URL',
  endpoints: { health: '/q/health', ready: '/q/health/ready', metrics: '/metrics' },
  operations: {
    create: { method: 'POST', uri: '/api/v1/wallets', kind: 'created', loadTarget: writeTarget },
    get: { method: 'GET', uri: '/api/v1/wallets/{id}', kind: 'queries', loadTarget: readTarget },
    deposit: { method: 'POST', uri: '/api/v1/wallets/{id}/deposit', kind: 'deposits', loadTarget: writeTarget },
    withdraw: { method: 'POST', uri: '/api/v1/wallets/{id}/withdraw', kind: 'withdrawals', loadTarget: writeTarget },
    transfer: {
      method: 'POST',
      uri: '/api/v1/wallets/{id}/transfer',
      kind: 'transfers',
      loadTarget: { target: '150ms', acceptable: '300ms', critical: '750ms' },
    },
    balance: { method: 'GET', uri: '/api/v1/wallets/{id}/balance', kind: 'queries', loadTarget: readTarget },
    'historical-balance': {
      method: 'GET',
      uri: '/api/v1/wallets/{id}/balance/historical',
      kind: 'queries',
      loadTarget: { target: '200ms', acceptable: '400ms', critical: '1s' },
    },
    'user-wallets': { method: 'GET', uri: '/api/v1/users/{userId}/wallets', kind: 'queries', loadTarget: readTarget },
  },
  business: {
    succeeded: {
      created: 'wallet_operations_created_total',
      deposits: 'wallet_operations_deposits_total',
      withdrawals: 'wallet_operations_withdrawals_total',
      transfers: 'wallet_operations_transfers_total',
      queries: 'wallet_operations_queries_total',
    },
    failed: 'wallet_operations_failed_total',
    rejected: 'wallet_operations_rejected_total',
    flows: {
      deposited: 'wallet_money_deposited_total',
      withdrawn: 'wallet_money_withdrawn_total',
      transferred: 'wallet_money_transferred_total',
    },
  },
  slos: {
    p95: { kind: 'latency', title: 'P95 latency', objective: '95%', within: '100ms', window: '30d' },
    p99: { kind: 'latency', title: 'P99 latency', objective: '99%', within: '200ms', window: '30d' },
    availability: { kind: 'availability', title: 'Availability', objective: '99.9%', window: '30d' },
    'business-errors': { kind: 'business-errors', title: 'Business operations', objective: '99.9%', window: '30d' },
  },
  runPromise: { throughput: '100/s' },
  limits: {
    cpu: { below: '80%' },
    heap: { below: '2GB' },
    databasePool: { below: '80%' },
    meanResponse: { below: '50ms' },
  },
  loadProfiles: {
    basic: { virtualUsers: 5, duration: '30s', pace: '250ms' },
  },
  scenarios: {
    'continuous-wallet-stress': {
      kind: 'continuous',
      virtualUsers: 5,
      duration: '60s',
      every: '2s',
      pace: '100ms',
      creation: 'create',
      promise: { p95: '50ms', success: { create: '100%' } },
    },
    'stress-test-to-failure': {
      kind: 'steps',
      from: '100/s',
      factor: 1.5,
      upTo: '10000/s',
      each: '20s',
      sustained: '10s',
      recovery: '60s',
      virtualUsers: 400,
    },
    'extreme-stress': { kind: 'overload', rate: '5000/s', for: '30s', recovery: '60s', virtualUsers: 500 },
    smoke: { kind: 'arrivals', stages: [{ rate: '50/s', for: '30s' }], virtualUsers: 50 },
    spike: {
      kind: 'arrivals',
      stages: [
        { rate: '50/s', for: '30s' },
        { rate: '300/s', for: '20s' },
        { rate: '50/s', for: '40s' },
      ],
      virtualUsers: 300,
    },
    soak: { kind: 'arrivals', stages: [{ rate: '100/s', for: '30m' }], virtualUsers: 100 },
    peak: {
      kind: 'arrivals',
      stages: [
        { rate: '50/s', for: '30s' },
        { rate: '200/s', for: '5m' },
      ],
      virtualUsers: 200,
    },
  },
})
