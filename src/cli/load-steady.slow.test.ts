import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, inject, test } from 'vitest'
import type { LoadCounts } from '../analysis/load-counts.ts'
import { isUnmeasured, type RunRecord, type ServiceSignals } from '../analysis/run.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { orders } from '../clients/testing/measured-service.ts'
import { type PrometheusServer, startPrometheus } from '../clients/testing/prometheus-server.ts'
import { type OrderCosts, startCostlyOrders } from './testing/costly-orders.ts'
import { type LoadBench, loadBench, repository } from './testing/load-bench.ts'

let service: Awaited<ReturnType<typeof startCostlyOrders>>
let prometheus: PrometheusServer
let directory: string
let bench: LoadBench

afterEach(async () => {
  service.close()
  await Promise.all([prometheus.stop(), bench.remove(), rm(directory, { recursive: true, force: true })])
})

const limits = { cpu: { below: '80%' }, meanResponse: { below: '20ms' } }
const definition = `export const orders = ${JSON.stringify({ ...orders, limits })}\nexport const fleet = [orders]`

/** Orders are placed in set-up and tear-down alone, and shown in the load alone: each part has a cost of its own. */
const scenario = (setUp: string, options: string) => `
  import { sleep } from 'k6'
  import { orders } from '../../services/index.ts'
  import { sender } from '${repository}/k6/lib/requests.ts'
  import { promises, bookkeeping } from '${repository}/k6/lib/thresholds.ts'
  import { measuring, paced } from '${repository}/k6/lib/profile.ts'
  export { handleSummary } from '${repository}/k6/lib/summary.ts'
  export const options = { ...measuring, thresholds: { ...promises(orders), ...bookkeeping(orders) }, ${options} }
  const [place, show] = [sender(orders, 'place'), sender(orders, 'show')]
  export function setup() { ${setUp} }
  // Long paces: this machine may be busy, and a pace that is missed counts.
  export default () => paced('400ms', () => { for (let count = 0; count < 8; count++) show('1') })
  export function teardown() { for (let count = 0; count < 5; count++) place([], {}) }`

async function judged(costs: OrderCosts, text: string, k6: Parameters<LoadBench['run']>[0] = {}): Promise<Verdict> {
  directory = await mkdtemp(join(tmpdir(), 'sidelight-working-'))
  service = await startCostlyOrders(costs)
  prometheus = await startPrometheus({
    binary: inject('tools').prometheus,
    scrape: { job: 'orders', address: service.address },
  })
  await mkdir(join(directory, 'services'))
  await mkdir(join(directory, 'k6/scenarios'), { recursive: true })
  await writeFile(join(directory, 'services/index.ts'), definition)
  await writeFile(join(directory, 'k6/scenarios/shown.ts'), text)
  bench = await loadBench(
    { ORDERS_URL: service.url, PROMETHEUS_URL: prometheus.url, K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s' },
    directory,
  )
  return (await bench.run({ scenario: 'shown', ...k6 })).verdict
}

async function stored<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(join(bench.results, 'current/shown', name), 'utf8')) as Content
}

const resultsOf = ({ rows }: Verdict) => Object.fromEntries(rows.map(({ id, result }) => [id, result]))
const levelOf = ({ rows }: Verdict, id: string) => rows.find((row) => row.id === id)?.value ?? Number.NaN

/** Both sides counted the same in the whole run, whatever is judged. */
async function expectExactCounts(): Promise<{ counts: LoadCounts; signals: ServiceSignals }> {
  const { counts } = await stored<{ counts: LoadCounts }>('summary.json')
  const signals = await stored<ServiceSignals>('signals.json')
  expect(signals.requests).toBe(counts.total.completed)
  for (const [name, { completed }] of Object.entries(counts.operations))
    expect(signals.operations[name]?.requests).toBe(completed)
  return { counts, signals }
}

test('a service that is slow and hot in set-up alone keeps its limits, its latency and its targets', async () => {
  const verdict = await judged(
    { place: { takes: 250, cpu: 500 }, show: { takes: 1, cpu: 2 } },
    scenario('for (let count = 0; count < 24; count++) place([], {})', "vus: 1, duration: '10s'"),
  )
  expect(resultsOf(verdict)).toMatchObject({
    'limit.cpu': 'pass',
    'limit.mean-response': 'pass',
    'slo.p95.service': 'pass',
  })
  // A generator that this machine kept waiting proves nothing, and breaks nothing.
  for (const id of ['slo.p95.client', 'operation.show']) expect(resultsOf(verdict)[id]).not.toBe('fail')
  expect(levelOf(verdict, 'limit.cpu')).toBeLessThan(0.3)
  expect(levelOf(verdict, 'limit.mean-response')).toBeLessThan(20)

  const { counts } = await expectExactCounts()
  expect(counts.operations['place']?.completed).toBe(29)
  // Of set-up nothing is in the load; of tear-down what it sends until k6 is asked again.
  expect(counts.load?.operations['place']?.completed).toBeLessThanOrEqual(1)
  expect(counts.load?.operations['show']?.completed).toBeGreaterThan(150)

  const { steady, load, seconds = 0 } = await stored<RunRecord>('run.json')
  expect(steady).toEqual(verdict.steady)
  if (steady === undefined || isUnmeasured(steady) || load === undefined) throw new Error('no steady part')
  expect(steady.from).toBeGreaterThan(5.9)
  expect(steady.to - steady.from).toBeCloseTo(10, 0)
  expect(load.to).toBeLessThan(seconds - 1)
  expect(bench.output.stdout).toMatch(/^Steady part: 00:0\d-00:1\d of 00:\d\d\.$/m)
})

test('a service that is slow and hot in the load alone breaks its limits, however long set-up was', async () => {
  const verdict = await judged(
    { place: { takes: 1, cpu: 1 }, show: { takes: 40, cpu: 60 } },
    scenario('for (let count = 0; count < 600; count++) { place([], {}); sleep(0.01) }', "vus: 1, duration: '8s'"),
  )
  expect(resultsOf(verdict)).toMatchObject({ 'limit.cpu': 'fail', 'limit.mean-response': 'fail' })
  await expectExactCounts()
})

test('of stages only the time at the highest level is steady, and its latency is its own', async () => {
  const verdict = await judged(
    { place: { takes: 1, cpu: 1 }, show: { takes: 5, cpu: 5 } },
    scenario(
      '',
      "stages: [{ duration: '4s', target: 4 }, { duration: '8s', target: 4 }, { duration: '3s', target: 1 }]",
    ),
  )
  const { counts, signals } = await expectExactCounts()
  const { load, steady } = await stored<RunRecord>('run.json')
  if (steady === undefined || isUnmeasured(steady) || load === undefined) throw new Error('no steady part')
  expect(steady.from - load.from).toBeCloseTo(4, 2)
  expect(steady.to - steady.from).toBeCloseTo(8, 2)
  const [atClient, atService] = [counts.steady?.operations['show'], signals.steady?.operations['show']]
  expect(atClient?.completed).toBeGreaterThan(8 * 4 * 15)
  expect(atClient?.completed).toBeLessThan(counts.load?.operations['show']?.completed ?? 0)
  expect(Math.abs(Number(atService?.requests) - (atClient?.completed ?? 0))).toBeLessThan(20)
  // From the histograms that k6 wrote to Prometheus.
  expect(counts.steady?.latencyOfRun).toBeUndefined()
  expect(atClient?.latency?.p95).toBeGreaterThan(4.5)
  expect(atClient?.latency?.p95).toBeLessThan(100)
  expect(resultsOf(verdict)['operation.show']).not.toBe('fail')
})

test('a load that never holds its highest level has no steady part, and says so', async () => {
  const verdict = await judged(
    { place: { takes: 1, cpu: 1 }, show: { takes: 1, cpu: 1 } },
    scenario('', "stages: [{ duration: '5s', target: 4 }, { duration: '5s', target: 1 }]"),
  )
  expect(verdict.steady).toEqual({ unmeasured: expect.stringContaining('never holds its highest level') })
  expect(bench.output.stdout).toContain(
    'No steady part. The load never holds its highest level, and is judged over the whole of it.',
  )
  expect(resultsOf(verdict)['limit.cpu']).toBe('pass')
})

test('a steady part that is too short to tell a level is unmeasured, also where the load is long', async () => {
  const verdict = await judged(
    { place: { takes: 1, cpu: 1 }, show: { takes: 1, cpu: 1 } },
    scenario(
      '',
      "stages: [{ duration: '6s', target: 4 }, { duration: '2s', target: 4 }, { duration: '4s', target: 1 }]",
    ),
  )
  const cpu = verdict.rows.find(({ id }) => id === 'limit.cpu')
  expect(cpu).toMatchObject({
    result: 'unmeasured',
    required: true,
    reason: expect.stringContaining('steady part was too short'),
  })
})
