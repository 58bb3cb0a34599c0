import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { latencyBuckets, wallet } from '../../services/wallet.ts'
import { operations } from './operations.ts'
import type { WalletService } from './service.ts'
import { call, createWallet, move, patient, samples, startService } from './testing/client.ts'
import { startDatabase, type TestDatabase } from './testing/database.ts'
import { exchange, sendAndHangUp } from './testing/raw.ts'

let database: TestDatabase
let service: WalletService
let base: string

beforeAll(async () => {
  database = await startDatabase(inject('cacheDirectory'))
})

// A fresh instance for each test: its counters start at 0.
beforeEach(async () => {
  await service?.stop()
  service = await startService(database.url)
  await service.prepared
  base = service.url
})

afterAll(async () => {
  await service?.stop()
  await database?.stop()
})

const requestCount =
  /^http_server_requests_seconds_count\{method="(\w+)",uri="([^"]+)",status="(\d+)",outcome="(\w+)"\}$/

/** Answers so far, by method, uri and status, the scrapes themselves left out. */
async function answers(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [name, value] of await samples(base)) {
    const [, method, uri, status] = requestCount.exec(name) ?? []
    if (uri !== undefined && uri !== '/metrics' && value > 0) counts[`${method} ${uri} ${status}`] = value
  }
  return counts
}

/** Samples whose name starts so, without those at 0. */
async function counted(prefix: string): Promise<Record<string, number>> {
  return Object.fromEntries(
    [...(await samples(base))].filter(([name, value]) => name.startsWith(prefix) && value !== 0),
  )
}

test('the operations are those of the definition, under the same names, methods and templates', () => {
  const defined = Object.entries(wallet.operations).map(([name, { method, uri, kind }]) => ({
    name,
    method,
    uri,
    kind,
  }))
  const served = Object.entries(operations).map(([name, { method, uri, success }]) => ({
    name,
    method,
    uri,
    kind: success,
  }))
  expect(served).toEqual(defined)
})

test('every metric of the definition is exposed at once, at 0, with all the labels that it may have', async () => {
  const exposed = await samples(base)
  const { business, runtime } = wallet
  const names = [...Object.values(business?.succeeded ?? {}), ...Object.values(business?.flows ?? {})]
  for (const name of names) expect([name, exposed.get(name)]).toEqual([name, 0])
  for (const [type, { method, uri }] of Object.entries(wallet.operations)) {
    expect(exposed.get(`wallet_operations_failed_total{type="${type}",reason="database"}`)).toBe(0)
    expect(exposed.get(`wallet_operations_rejected_total{type="${type}",reason="validation"}`)).toBe(0)
    for (const [status, outcome] of [
      [method === 'GET' ? 200 : 201, 'SUCCESS'],
      [400, 'CLIENT_ERROR'],
      [500, 'SERVER_ERROR'],
      [503, 'SERVER_ERROR'],
    ]) {
      const labels = `method="${method}",uri="${uri}",status="${status}",outcome="${outcome}"`
      expect([labels, exposed.get(`http_server_requests_seconds_count{${labels}}`)]).toEqual([labels, 0])
    }
  }
  const { cpu, heap, databasePool, databaseWaiting, activeRequests, garbageCollection, eventLoopLag } = runtime.signals
  for (const signal of [cpu, heap, databaseWaiting, activeRequests, eventLoopLag]) {
    expect([...exposed.keys()]).toContain('metric' in signal ? signal.metric : signal)
  }
  expect(databasePool.kind === 'share' && exposed.get(databasePool.total.metric)).toBe(20)
  const help = await (await fetch(`${base}/metrics`)).text()
  expect(help).toContain(`# TYPE ${'metric' in garbageCollection ? garbageCollection.metric : ''} histogram`)
})

test('the buckets are those of the definition, a boundary at every latency SLO among them', async () => {
  const bounds = new Set<string>()
  for (const name of (await samples(base)).keys()) {
    const bound = /^http_server_requests_seconds_bucket\{le="([^"]+)"/.exec(name)?.[1]
    if (bound !== undefined) bounds.add(bound)
  }
  expect(bounds.size).toBe(latencyBuckets.length + 1)
  expect([...bounds]).toEqual(expect.arrayContaining(['0.1', '0.2', '+Inf']))
})

test('each answer is counted once, under the template of its route', async () => {
  const id = await createWallet(base, 'a', 100)
  const other = await createWallet(base)
  await Promise.all([
    ...Array.from({ length: 30 }, () => call(base, 'GET', `/api/v1/wallets/${id}`)),
    ...Array.from({ length: 20 }, (_, index) => move(base, id, 'withdraw', 1, `w${index}`)),
    move(base, id, 'transfer', 1, 't', { destinationWalletId: other }),
    call(base, 'GET', '/api/v1/wallets/nonsense/balance'),
    call(base, 'GET', `/api/v1/users/${'x'.repeat(101)}/wallets`),
    call(base, 'POST', `/api/v1/wallets/${id}/deposit`, '{'),
    call(base, 'POST', '/api/v1/wallets', 'x'.repeat(100_000)),
    call(base, 'DELETE', '/api/v1/wallets'),
    call(base, 'GET', '/q/health'),
    call(base, 'GET', '/nowhere'),
    call(base, 'GET', `/nowhere/${'x'.repeat(9000)}`),
    call(base, 'GET', '/%zz'),
    exchange(base, 'NONSENSE\r\n\r\n'),
    exchange(base, 'PROPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
  ])
  expect(await answers()).toEqual({
    'POST /api/v1/wallets 201': 2,
    'POST /api/v1/wallets 413': 1,
    'DELETE /api/v1/wallets 405': 1,
    'GET /api/v1/wallets/{id} 200': 30,
    'POST /api/v1/wallets/{id}/deposit 201': 1,
    'POST /api/v1/wallets/{id}/deposit 400': 1,
    'POST /api/v1/wallets/{id}/withdraw 201': 20,
    'POST /api/v1/wallets/{id}/transfer 201': 1,
    'GET /api/v1/wallets/{id}/balance 400': 1,
    'GET /api/v1/users/{userId}/wallets 400': 1,
    'GET /q/health 200': 1,
    'GET UNKNOWN 404': 2,
    'GET UNKNOWN 400': 1,
    'OTHER UNKNOWN 400': 1,
    'OTHER UNKNOWN 404': 1,
  })
})

test('a request whose client hung up is counted too, and none is left active', async () => {
  const id = await createWallet(base)
  const path = `/api/v1/wallets/${id}/deposit`
  const body = '{"amount":1,"referenceId":"r"}'
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: `
  await sendAndHangUp(base, `${head}${body.length}\r\n\r\n${body}`)
  await sendAndHangUp(base, `${head}5000\r\n\r\n${body}`)
  await expect
    .poll(async () => {
      const all = Object.entries(await answers()).filter(([name]) => name.includes('/deposit'))
      return all.reduce((sum, [, count]) => sum + count, 0)
    }, patient)
    .toBe(2)
  await expect.poll(async () => (await samples(base)).get('http_server_active_requests'), patient).toBe(0)
})

test('successes, refusals and money are counted apart, and a replay moves no money', async () => {
  const id = await createWallet(base)
  const other = await createWallet(base)
  for (const reference of ['d', 'd', 'd2']) await move(base, id, 'deposit', 10.25, reference)
  await move(base, id, 'deposit', 1, 'd')
  await move(base, id, 'withdraw', 0.5, 'w')
  await move(base, id, 'withdraw', 1000, 'w2')
  await move(base, id, 'transfer', 3, 't', { destinationWalletId: other })
  await move(base, id, 'transfer', 3, 't2', { destinationWalletId: id })
  await move(base, id, 'transfer', 0, 't3', { destinationWalletId: id })
  await call(base, 'GET', '/api/v1/wallets/00000000-0000-4000-8000-000000000000')
  await call(base, 'GET', `/api/v1/wallets/${id}/balance`)
  expect(await counted('wallet_')).toEqual({
    wallet_operations_created_total: 2,
    wallet_operations_deposits_total: 3,
    wallet_operations_withdrawals_total: 1,
    wallet_operations_transfers_total: 1,
    wallet_operations_queries_total: 1,
    wallet_money_deposited_total: 20.5,
    wallet_money_withdrawn_total: 0.5,
    wallet_money_transferred_total: 3,
    'wallet_operations_rejected_total{type="deposit",reason="conflict"}': 1,
    'wallet_operations_rejected_total{type="withdraw",reason="insufficient_funds"}': 1,
    'wallet_operations_rejected_total{type="transfer",reason="same_wallet"}': 1,
    'wallet_operations_rejected_total{type="transfer",reason="validation"}': 1,
    'wallet_operations_rejected_total{type="get",reason="not_found"}': 1,
  })
})
