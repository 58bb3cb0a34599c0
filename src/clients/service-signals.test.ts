import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { isUnmeasured } from '../analysis/run.ts'
import { newestScrape, wasUp } from '../analysis/scrapes.ts'
import { micrometer } from '../model/runtimes/micrometer.ts'
import { type PrometheusClient, prometheusClient } from './prometheus.ts'
import { collectSignals } from './service-signals.ts'
import { MeasuredService, orders } from './testing/measured-service.ts'
import { freePort, type PrometheusServer, startPrometheus } from './testing/prometheus-server.ts'

const service = new MeasuredService()
let listening: Awaited<ReturnType<MeasuredService['listen']>>
let server: PrometheusServer
let prometheus: PrometheusClient

const nothingYet = () => service.served('GET', '/orders/{id}', 200, 0.001)

/** A second of load: 20 fast requests, two slow ones, one that failed fast, and what is nobody's operation. */
function second(): void {
  for (let count = 0; count < 10; count += 1) {
    service.served('POST', '/orders', 201, 0.005)
    service.served('GET', '/orders/{id}', 200, 0.03)
  }
  service.served('GET', '/orders/{id}', 200, 0.06)
  service.served('POST', '/orders', 201, 0.4)
  service.served('POST', '/orders', 500, 0.002)
  service.served('GET', '/metrics', 200, 0.5)
  service.served('GET', 'UNKNOWN', 404, 0.5)
}

async function scraped(since: number): Promise<void> {
  for (let waited = 0; waited < 100; waited += 1) {
    const up = await prometheus.samples('up[1m]')
    if ((newestScrape(up) ?? 0) > since && wasUp(up, Date.now() / 1000)) return
    await sleep(100)
  }
  throw new Error('Prometheus did not scrape the service within 10 s.')
}

async function load(
  seconds: number,
): Promise<{ startedAt: string; endedAt: string; pages: { before: string; after: string } }> {
  await scraped(Date.now() / 1000)
  const startedAt = new Date().toISOString()
  const before = await service.page()
  for (let count = 0; count < seconds; count += 1) {
    second()
    service.used(0.5, count === 0 ? 3e8 : 1e8)
    await sleep(1000)
  }
  return { startedAt, endedAt: new Date().toISOString(), pages: { before, after: await service.page() } }
}

beforeAll(async () => {
  listening = await service.listen()
  server = await startPrometheus({
    binary: inject('tools').prometheus,
    scrape: { job: orders.job, address: listening.address },
  })
  prometheus = prometheusClient({ url: server.url, timeoutMs: 2_000 })
})
afterAll(async () => {
  listening.close()
  await server.stop()
})

describe('the signals of a run', () => {
  test('are what the service counted, to the last request, whatever was before', async () => {
    nothingYet()
    second()
    service.used(10, 1e8)
    const { pages, ...run } = await load(6)
    const signals = await collectSignals(orders, run, { prometheus })

    expect(signals.requests).toBe(6 * 23)
    expect(signals.serverErrors).toBe(6)
    expect(signals.operations['place']).toMatchObject({ requests: 6 * 12 })
    expect(signals.operations['show']).toMatchObject({ requests: 6 * 11 })
    // The failure was fast, and is bad all the same.
    expect(signals.slos['p95']).toEqual({ good: 6 * 21, total: 6 * 23 })
    expect(signals.slos['availability']).toEqual({ good: 6 * 22, total: 6 * 23 })
    expect(signals.slos['business']).toEqual({ good: 6 * 11, total: 6 * 12 })
    expect(signals.latency.average).toBeCloseTo(((0.05 + 0.3 + 0.06 + 0.4 + 0.002) / 23) * 1000, 6)
    expect(signals.restarts).toBe(0)
    expect(signals.scrapes).toMatchObject({ failed: 0, longestFailure: 0 })
    // A half second of CPU in each second, seen through windows of three scrapes that are not in step with it.
    const { cpu } = signals.resources
    expect(isUnmeasured(cpu) ? cpu : cpu.mean).toBeGreaterThan(0.3)
    expect(isUnmeasured(cpu) ? cpu : cpu.p95).toBeLessThan(0.7)
    expect(signals.resources.heap).toMatchObject({ mean: expect.any(Number) })
    expect(signals.resources.databasePool).toEqual({
      unmeasured: expect.stringContaining('db_pool_connections_in_use'),
    })

    // Percentiles: those that Prometheus itself reckons from the same buckets.
    const buckets = 'sum by (le) (http_server_requests_seconds_bucket{job="orders",uri=~"/orders.*"}'
    const start = Date.parse(run.startedAt) / 1000
    for (const [quantile, mine] of [
      [0.5, signals.latency.p50],
      [0.95, signals.latency.p95],
      [0.99, signals.latency.p99],
    ]) {
      const [theirs] = await prometheus.query(`histogram_quantile(${quantile}, ${buckets}) - ${buckets} @ ${start}))`)
      expect(mine).toBeCloseTo((theirs?.value ?? Number.NaN) * 1000, 6)
    }

    const { resources, scrapes, restarts, ...served } = await collectSignals(orders, run, { pages })
    expect(served).toMatchObject({ requests: signals.requests, slos: signals.slos, operations: signals.operations })
    expect([resources.cpu, scrapes, restarts]).toEqual(Array(3).fill({ unmeasured: 'No Prometheus was asked.' }))
  })

  test('of its parts are what was counted between the scrapes inside, or between the pages at their edges', async () => {
    const { pages, ...run } = await load(7)
    const parts = { load: { from: 0.5, to: 6.5 }, steady: { from: 2, to: 6 } }
    const signals = await collectSignals(orders, { ...run, ...parts }, { prometheus })
    expect(signals.requests).toBe(7 * 23)
    const [inLoad, inSteady] = [Number(signals.load?.requests), Number(signals.steady?.requests)]
    expect(inLoad).toBeGreaterThan(inSteady)
    expect(inLoad).toBeLessThan(7 * 23)
    expect([2, 3, 4].map((seconds) => seconds * 23)).toContain(inSteady)
    expect(Number(signals.steady?.requestRate)).toBeGreaterThan(15)
    expect(Number(signals.steady?.requestRate)).toBeLessThan(31)
    expect(signals.steady?.slos['availability']).toEqual({ good: (inSteady / 23) * 22, total: inSteady })

    const paged = { load: pages, steady: undefined }
    const exact = await collectSignals(orders, { ...run, ...parts }, { prometheus, pages, parts: paged })
    expect(exact.load?.requests).toBe(7 * 23)
    const short = { ...run, load: parts.load, steady: { from: 2, to: 2.5 } }
    const told = await collectSignals(orders, short, { prometheus })
    const reason = expect.stringContaining('The steady part was too short')
    expect([told.steady?.requests, told.resources.cpu]).toEqual([{ unmeasured: reason }, { unmeasured: reason }])
    expect(told.requests).toBe(7 * 23)
  })

  test('hold levels of the steady part alone', async () => {
    // The heap is high in the first second, and not after.
    const { pages: _, ...run } = await load(7)
    const steady = { from: 3, to: 7 }
    const heapOf = async (parts: object) => {
      const { heap } = (await collectSignals(orders, { ...run, ...parts }, { prometheus })).resources
      return isUnmeasured(heap) ? heap : heap.max
    }
    expect(await heapOf({ load: { from: 0, to: 7 }, steady })).toBe(1e8)
    const levels = await prometheus.samples('nodejs_heap_size_used_bytes[8s]')
    expect(Math.max(...levels.flatMap(({ points }) => points.map(([, value]) => value)))).toBe(3e8)
  })

  test('say that the service was restarted, and trust no count then', async () => {
    const run = await load(1)
    service.restart()
    nothingYet()
    await scraped(Date.now() / 1000)
    const signals = await collectSignals(orders, { ...run, endedAt: new Date().toISOString() }, { prometheus })
    expect(signals.restarts).toBe(1)
    expect(signals.requests).toEqual({ unmeasured: expect.stringMatching(/began anew|vanished/) })
  })

  test('of a short run hold counts, but no level that takes longer to tell', async () => {
    const run = await load(1)
    const { requests, resources } = await collectSignals(orders, run, { prometheus, pages: run.pages })
    expect(requests).toBe(23)
    expect(resources.cpu).toEqual({ unmeasured: 'The run was too short: it takes 3 s to tell.' })
  })

  test('of a service that nobody scrapes are unmeasured, and say so', async () => {
    const run = { startedAt: new Date().toISOString(), endedAt: new Date().toISOString() }
    const signals = await collectSignals({ ...orders, job: 'other' }, run, { prometheus })
    expect(signals.requests).toEqual({ unmeasured: 'Prometheus scrapes no service with the job "other".' })
  })

  test('of a runtime that declares them absent say so, even without Prometheus', async () => {
    const gone = prometheusClient({ url: `http://127.0.0.1:${await freePort()}` })
    const run = { startedAt: new Date().toISOString(), endedAt: new Date().toISOString() }
    const jvm = { ...orders, runtime: micrometer() }
    const { requests, latency, slos, resources } = await collectSignals(jvm, run, { prometheus: gone })
    expect(requests).toEqual({ unmeasured: expect.stringContaining('refused the connection') })
    expect(resources.cpu).toEqual(requests)
    expect(latency.average).toEqual(requests)
    for (const absent of [latency.p95, slos['p95'], resources.databasePool]) {
      expect(absent).toMatchObject({ declaredAbsent: true })
    }
    expect(slos['availability']).toEqual(requests)
  })
})
