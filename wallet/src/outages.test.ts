import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { readConfiguration } from './configuration.ts'
import { migrations } from './migrations.ts'
import { startWalletService, type WalletService } from './service.ts'
import { balanceText, call, createWallet, move, patient, samples, startService } from './testing/client.ts'
import { startDatabase, type TestDatabase } from './testing/database.ts'
import { type DatabaseProxy, proxyTo } from './testing/proxy.ts'

let database: TestDatabase
let proxy: DatabaseProxy
let service: WalletService
let base: string

beforeAll(async () => {
  database = await startDatabase(inject('cacheDirectory'))
})

beforeEach(async () => {
  proxy = await proxyTo(database.url)
  service = await startService(proxy.url, {}, 4)
  base = service.url
})

afterEach(async () => {
  await service.stop()
  await proxy.close()
})

afterAll(async () => {
  await database?.stop()
})

async function healthStatuses(): Promise<number[]> {
  const paths = ['/q/health', '/q/health/ready', '/q/health/live']
  return Promise.all(paths.map(async (path) => (await call(base, 'GET', path)).status))
}

test('health is told in the form of MicroProfile', async () => {
  await service.prepared
  const up = await call(base, 'GET', '/q/health')
  expect(up.json).toEqual({
    status: 'UP',
    checks: [
      { name: 'process', status: 'UP' },
      { name: 'accepting-requests', status: 'UP' },
      { name: 'database', status: 'UP' },
    ],
  })
  await proxy.cut()
  const down = await call(base, 'GET', '/q/health/ready')
  expect(down.status).toBe(503)
  expect(down.json).toEqual({
    status: 'DOWN',
    checks: [
      { name: 'accepting-requests', status: 'UP' },
      { name: 'database', status: 'DOWN', data: { error: 'The database cannot be reached.' } },
    ],
  })
})

test('a database that refuses: 503 with its reason counted, alive, and well again by itself', async () => {
  await service.prepared
  const id = await createWallet(base, 'a', 10)
  await proxy.cut()
  const failed = await Promise.all(Array.from({ length: 10 }, () => call(base, 'GET', `/api/v1/wallets/${id}`)))
  for (const { status, json, headers } of failed) {
    expect([status, json['error'], headers.get('retry-after')]).toEqual([503, 'SERVICE_UNAVAILABLE', '1'])
  }
  expect(await healthStatuses()).toEqual([503, 503, 200])
  expect((await samples(base)).get('wallet_operations_failed_total{type="get",reason="database"}')).toBe(10)
  await proxy.restore()
  await expect.poll(healthStatuses, patient).toEqual([200, 200, 200])
  expect((await move(base, id, 'deposit', 1, 'after')).status).toBe(201)
  expect(await balanceText(base, id)).toBe('11.00')
})

test('a database that hangs: every request is answered 503 in the end, more than the pool holds too', async () => {
  await service.prepared
  const id = await createWallet(base, 'a', 10)
  proxy.hang()
  const requests = Array.from({ length: 12 }, (_, index) => move(base, id, 'deposit', 1, `hung-${index}`))
  expect(await healthStatuses()).toEqual([503, 503, 200])
  const failed = await Promise.all(requests)
  expect(failed.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 503))
  expect((await samples(base)).get('wallet_operations_failed_total{type="deposit",reason="timeout"}')).toBe(12)
  await proxy.restore()
  await expect.poll(healthStatuses, patient).toEqual([200, 200, 200])
  // Whether a deposit reached the database before it hung is unknown to the client; its reference settles it.
  for (let index = 0; index < 12; index += 1) await move(base, id, 'deposit', 1, `hung-${index}`)
  expect(await balanceText(base, id)).toBe('22.00')
})

test('health asks the database even while the pool is exhausted', async () => {
  await service.prepared
  const id = await createWallet(base, 'a', 10)
  const release = await database.lock(id)
  const blocked = Array.from({ length: 8 }, (_, index) => move(base, id, 'deposit', 1, `blocked-${index}`))
  await expect.poll(async () => (await samples(base)).get('db_pool_requests_waiting'), patient).toBe(4)
  expect((await samples(base)).get('db_pool_connections_in_use')).toBe(4)
  expect(await healthStatuses()).toEqual([200, 200, 200])
  await release()
  expect((await Promise.all(blocked)).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201))
})

test('before the database is there the service is alive and says 503; then it serves', async () => {
  await service.prepared
  await proxy.cut()
  const early = await startService(proxy.url)
  try {
    const statuses = ['/q/health/live', '/q/health/ready', '/api/v1/users/a/wallets', '/metrics'].map(
      async (path) => (await call(early.url, 'GET', path)).status,
    )
    expect(await Promise.all(statuses)).toEqual([200, 503, 503, 200])
    await proxy.restore()
    await early.prepared
    expect((await call(early.url, 'GET', '/q/health/ready')).status).toBe(200)
    expect((await call(early.url, 'GET', '/api/v1/users/a/wallets')).status).toBe(200)
  } finally {
    await early.stop()
  }
})

test('a database that never comes ends the start', async () => {
  await proxy.cut()
  const early = await startService(proxy.url, { startAttempts: 2 })
  await expect(early.prepared).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await early.stop()
})

test('several instances that start at once make the schema once', async () => {
  await service.prepared
  await database.ask('create database shared')
  const url = new URL(database.url)
  url.pathname = '/shared'
  const instances = await Promise.all(Array.from({ length: 4 }, () => startService(url.href)))
  await Promise.all(instances.map((instance) => instance.prepared))
  const made = await Promise.all(instances.map((instance) => createWallet(instance.url, 'same')))
  expect(new Set(made).size).toBe(4)
  await Promise.all(instances.map((instance) => instance.stop()))
})

test('a schema of a newer service is refused, not touched', async () => {
  await service.prepared
  await database.ask('insert into schema_versions (version) values ($1)', [migrations.length + 1])
  const old = await startService(database.url)
  await expect(old.prepared).rejects.toThrow('start a newer service')
  await old.stop()
  await database.ask('delete from schema_versions where version > $1', [migrations.length])
})

test('a stop is not held up by a database that hangs, nor by a start that still waits for it', async () => {
  await service.prepared
  await createWallet(base)
  proxy.hang()
  const waiting = await startService(proxy.url)
  await Promise.all([service.stop(), waiting.stop()])
  await expect(waiting.prepared).rejects.toThrow()
})

test('a port that is taken is an error of the start', async () => {
  await service.prepared
  const port = Number(new URL(base).port)
  const configuration = readConfiguration({ PORT: String(port), DATABASE_URL: database.url, LOG_LEVEL: 'silent' })
  const second = startWalletService(configuration)
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
