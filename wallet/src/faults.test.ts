import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Faults, noFaults, parseFaults } from './faults.ts'
import type { WalletService } from './service.ts'
import { call, createWallet, move, patient, samples, startService } from './testing/client.ts'
import { startDatabase, type TestDatabase } from './testing/database.ts'

let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await startDatabase(inject('cacheDirectory'))
  folder = await mkdtemp(join(tmpdir(), 'wallet-faults-'))
})

afterAll(async () => {
  await database?.stop()
  await rm(folder, { recursive: true, force: true })
})

test.each<[string, Partial<Faults>]>([
  ['', {}],
  [' \n', {}],
  ['errors=20%', { errors: 0.2 }],
  ['errors=100%,latency=1.5s', { errors: 1, latency: 1500 }],
  ['pool=0\npause=2s every=20s\n', { pool: 0, pause: 2000, every: 20_000 }],
])('%j says which faults to inject', (text, faults) => {
  expect(parseFaults(text)).toEqual({ ...noFaults, ...faults })
})

test.each([
  'errors=101%',
  'errors=0.2',
  'errors',
  'latency=300',
  'latency=-1s',
  'latency=2h',
  'pool=-1',
  'pool=2.5',
  'pause=1s every=0s',
  'toString=1',
  'memory=1GB',
])('%j is refused with the word that is wrong and what would be right', (text) => {
  expect(() => parseFaults(text)).toThrow(/fault.*"[\w=.%-]+.*: give /)
})

/** Runs with a service that has these faults from its start. */
async function withFaults(text: string, use: (service: WalletService) => Promise<void>): Promise<void> {
  const service = await startService(database.url, {}, 4, { faults: parseFaults(text) })
  try {
    await service.prepared
    await use(service)
  } finally {
    await service.stop()
  }
}

/** How many of so many balance queries of an unknown wallet fail: those that do not are 404. */
async function failuresOf(url: string, amount: number): Promise<number> {
  const path = '/api/v1/wallets/00000000-0000-4000-8000-000000000000/balance'
  const replies = await Promise.all(Array.from({ length: amount }, () => call(url, 'GET', path)))
  expect([...new Set(replies.map(({ status }) => status))].filter((status) => ![404, 503].includes(status))).toEqual([])
  return replies.filter(({ status }) => status === 503).length
}

test('a share of the operations fails, is counted as the service’s fault, and does nothing', async () => {
  await withFaults('errors=20%', async ({ url }) => {
    expect(Math.abs((await failuresOf(url, 500)) - 100)).toBeLessThanOrEqual(2)
    const counted = await samples(url)
    const failed = counted.get('wallet_operations_failed_total{type="balance",reason="internal"}') ?? 0
    expect(Math.abs(failed - 100)).toBeLessThanOrEqual(2)
  })
  await withFaults('errors=100%', async ({ url }) => {
    const { status, json, headers } = await call(url, 'POST', '/api/v1/wallets', { userId: 'never' })
    expect([status, json['error'], headers.get('retry-after')]).toEqual([503, 'SERVICE_UNAVAILABLE', '1'])
    expect(await database.ask("select 1 from wallets where user_id = 'never'")).toEqual([])
    expect((await call(url, 'GET', '/q/health')).status).toBe(200)
  })
})

test('no kind of operation is spared by coming in turn', async () => {
  await withFaults('errors=50%', async ({ url }) => {
    const failed = { first: 0, second: 0 }
    for (let turn = 0; turn < 50; turn += 1) {
      failed.first += await failuresOf(url, 1)
      failed.second += await failuresOf(url, 1)
    }
    for (const each of Object.values(failed)) expect(Math.abs(each - 25)).toBeLessThanOrEqual(3)
  })
})

test('latency is added to each operation, and to nothing else', async () => {
  await withFaults('latency=1s', async ({ url }) => {
    const operation = createWallet(url).then(() => 'operation')
    // One after the other: delayed as well, they would take longer than the operation.
    const healthy = async () => {
      for (let times = 0; times < 3; times += 1) await call(url, 'GET', '/q/health')
      return 'health'
    }
    expect(await Promise.race([operation, healthy()])).toBe('health')
    await operation
    const sum = 'http_server_requests_seconds_sum{method="POST",uri="/api/v1/wallets",status="201",outcome="SUCCESS"}'
    expect((await samples(url)).get(sum)).toBeGreaterThan(0.99)
  })
})

test('a shrunken pool: what it still has serves, what does not fit waits, and health and metrics answer', async () => {
  await withFaults('pool=1', async ({ url }) => {
    await expect.poll(async () => (await samples(url)).get('db_pool_connections_in_use'), patient).toBe(3)
    const id = await createWallet(url, 'a', 10)
    const release = await database.lock(id)
    const blocked = Array.from({ length: 2 }, (_, index) => move(url, id, 'deposit', 1, `blocked-${index}`))
    await expect.poll(async () => (await samples(url)).get('db_pool_requests_waiting'), patient).toBe(1)
    expect((await call(url, 'GET', '/q/health/ready')).status).toBe(200)
    await release()
    expect((await Promise.all(blocked)).map(({ status }) => status)).toEqual([201, 201])
  })
})

test('connections that are held and lost are taken again, and crash nothing', async () => {
  const connections = async () =>
    (await database.ask<{ pid: number }>("select pid from pg_stat_activity where application_name = 'wallet-service'"))
      .map(({ pid }) => pid)
      .sort()
  await withFaults('pool=1', async ({ url }) => {
    const held = async () => (await samples(url)).get('db_pool_connections_in_use')
    await expect.poll(held, patient).toBe(3)
    const lost = await connections()
    await database.ask(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wallet-service'",
    )
    const taken = async () => (await connections()).filter((pid) => !lost.includes(pid)).length
    await expect.poll(taken, patient).toBeGreaterThanOrEqual(3)
    expect(await held()).toBe(3)
    expect((await call(url, 'GET', '/q/health')).status).toBe(200)
  })
})

test('a pause stops the whole process, the metrics too', async () => {
  await withFaults('pause=200ms every=201ms', async ({ url }) => {
    const slowest = async () => (await samples(url)).get('nodejs_eventloop_lag_max_seconds') ?? 0
    await expect.poll(slowest, patient).toBeGreaterThan(0.15)
  })
})

test('a running service is broken and mended by its file, and a mistake in it changes nothing', async () => {
  const file = join(folder, 'faults')
  const service = await startService(database.url, {}, 4, { faultsFile: file })
  const failures = () => failuresOf(service.url, 10)
  await service.prepared
  expect(await failures()).toBe(0)
  await writeFile(file, 'errors=100%')
  await expect.poll(failures, patient).toBe(10)
  await writeFile(file, 'errors=0%, errors=no')
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(await failures()).toBe(10)
  await writeFile(file, 'pool=0')
  const held = async () => (await samples(service.url)).get('db_pool_connections_in_use')
  await expect.poll(held, patient).toBe(4)
  await rm(file)
  await expect.poll(held, patient).toBe(0)
  expect(await failures()).toBe(0)
  await service.stop()
})

test('without faults in its environment there is nothing that could be switched on', async () => {
  const service = await startService(database.url)
  await service.prepared
  await writeFile(join(folder, 'faults'), 'errors=100%')
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect(await failuresOf(service.url, 10)).toBe(0)
  await service.stop()
})
