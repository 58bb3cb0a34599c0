import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { alerts } from '../alerts/index.ts'
import { prometheusClient } from '../src/clients/prometheus.ts'
import {
  type Choices,
  customOptions,
  type DashboardDocument,
  expandQuery,
  queriesOf,
} from '../src/model/grafana-variables.ts'
import { loadCounters } from '../src/model/names.ts'
import type { Service } from '../src/model/service.ts'
import { type PrometheusServer, startPrometheusServer } from '../tests/support/prometheus-server.ts'
import { type ScriptedServer, serveScripts } from '../tests/support/scripted-service.ts'
import { goldenMetrics } from './golden-metrics.ts'
import { faultyWallet, healthyBareJvm, healthyFullJvm } from './testing/scripts.ts'

// A real Prometheus scrapes services whose truth is known, and a real k6 writes into it. Every query of every variant of
// the dashboard is then asked as Grafana would ask it.

const scripts = [faultyWallet, healthyBareJvm, healthyFullJvm]
const testid = 'load-test-data'
// Scraped each second; two for Grafana make rates over eight, in which a late scrape weighs less.
const time = { step: 1, scrapeInterval: 2, range: 60 }
const virtualUsers = 3
const patience = { timeout: 40_000, interval: 500 }
const documents = new Map<Service, DashboardDocument>(
  scripts.map(({ service }) => [service, JSON.parse(JSON.stringify(goldenMetrics(service)))]),
)

let server: ScriptedServer
let prometheus: PrometheusServer
let k6: ChildProcess | undefined
let directory: string

/** A load that calls every operation, and finds fault with each `get`. */
const scenario = (address: string) => `
  import http from 'k6/http'
  import { sleep } from 'k6'
  import { Counter } from 'k6/metrics'
  const offered = new Counter('${loadCounters.offered}')
  const unexpected = new Counter('${loadCounters.unexpected}')
  export const options = { vus: ${virtualUsers}, duration: '120s' }
  export default function () {
    for (const name of ${JSON.stringify(Object.keys(faultyWallet.service.operations))}) {
      offered.add(1, { name })
      http.get('http://${address}/' + name, { tags: { name } })
      if (name === 'get') unexpected.add(1, { name, class: 'status' })
    }
    sleep(0.1)
  }`

async function startLoad(): Promise<ChildProcess> {
  const path = join(directory, 'scenario.js')
  await writeFile(path, scenario(server.address))
  const output = [
    '--quiet',
    '-o',
    'experimental-prometheus-rw',
    '--tag',
    `testid=${testid}`,
    '--address',
    '127.0.0.1:0',
  ]
  return spawn(inject('tools').k6, ['run', ...output, path], {
    stdio: 'ignore',
    env: {
      HOME: directory,
      K6_PROMETHEUS_RW_SERVER_URL: `${prometheus.url}/api/v1/write`,
      K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
      K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
      K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s',
    },
  })
}

function expanded(service: Service, expression: string, choices: Choices): string {
  return expandQuery(expression, documents.get(service) ?? {}, time, choices)
}

/** The queries of the dashboard, and of them those that have had no value in the last seconds. */
async function emptyQueries(
  service: Service,
  wanted: (expression: string) => boolean,
  choices: Choices = {},
): Promise<readonly string[]> {
  const client = prometheusClient({ url: prometheus.url })
  const end = Date.now() / 1000
  const queries = queriesOf(documents.get(service) ?? {}).filter(({ expression }) => wanted(expression))
  expect(queries.length).toBeGreaterThan(0)
  const empty = queries.map(async ({ title, refId, expression }) => {
    const range = { start: end - 5, end, step: time.step }
    const series = await client.queryRange(expanded(service, expression, choices), range)
    const alive = series.some(({ points }) => points.some(([, value]) => !Number.isNaN(value)))
    return alive ? [] : [`${title} [${refId}]`]
  })
  return (await Promise.all(empty)).flat()
}

/** The values that a panel's query shows now, by the first of its labels; `''` where it has none. */
async function shown(script: { service: Service }, title: string, refId = 'A', choices: Choices = {}) {
  const { service } = script
  const query = queriesOf(documents.get(service) ?? {}).find((each) => each.title === title && each.refId === refId)
  if (query === undefined) throw new Error(`no query ${refId} in a panel "${title}"`)
  const samples = await prometheusClient({ url: prometheus.url }).query(expanded(service, query.expression, choices))
  return Object.fromEntries(samples.map(({ labels, value }) => [Object.values(labels).join(' '), value]))
}

// A rate over a few scrapes of a busy machine: the scripted number, give or take what a late scrape shifts.
const near = (value: number) => ({
  asymmetricMatch: (other: unknown) => typeof other === 'number' && Math.abs(other - value) <= Math.abs(value) * 0.15,
})

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sidelight-dashboard-'))
  server = await serveScripts(scripts)
  const jobs = scripts.map(({ service }) => {
    const target = `metrics_path: /${service.name}/metrics, static_configs: [{ targets: ["${server.address}"] }]`
    return `  - { job_name: ${service.job}, ${target} }`
  })
  const rules = alerts(scripts.map(({ service }) => service)).filter(({ path }) => path.endsWith('.rules.yml'))
  prometheus = await startPrometheusServer({
    program: inject('tools').prometheus,
    configuration: `rule_files:\n${rules.map(({ path }) => `  - ${path}`).join('\n')}\nscrape_configs:\n${jobs.join('\n')}\n`,
    files: Object.fromEntries(rules.map(({ path, body }) => [path, body])),
  })
})

afterAll(async () => {
  if (k6 && k6.exitCode === null) {
    const ended = new Promise((resolve) => k6?.once('close', resolve))
    k6.kill('SIGKILL')
    await ended
  }
  await prometheus?.stop()
  await server?.close()
  if (directory) await rm(directory, { recursive: true, force: true })
})

describe('in a fresh Prometheus that has seen no run', () => {
  const ofService = (expression: string) => !/k6_|ALERTS/.test(expression)

  test.each(scripts)('every panel about $service.name has data', async ({ service }) => {
    await expect.poll(() => emptyQueries(service, ofService), patience).toEqual([])
  })
  test('an empty panel is named', async () => {
    const { service } = faultyWallet
    const unknown = { instance: 'nobody:1' }
    expect(await emptyQueries(service, (expression) => expression.includes('$instance'), unknown)).toContain('CPU [A]')
  })
})

describe('during a run', () => {
  beforeAll(async () => {
    k6 = await startLoad()
  })

  test.each(scripts)('every panel of the dashboard of $service.name has data', async ({ service }) => {
    const ofPanelsAndRuns = (expression: string) => !expression.includes('ALERTS')
    await expect.poll(() => emptyQueries(service, ofPanelsAndRuns), patience).toEqual([])
  })
  test.each(scripts)('also when the run and the instance are chosen, for $service.name', async ({ service }) => {
    const choices = { testid: [testid], instance: [server.address] }
    await expect.poll(() => emptyQueries(service, (text) => !text.includes('ALERTS'), choices), patience).toEqual([])
  })
  test('and for each operation', async () => {
    const { service } = faultyWallet
    const variable = documents.get(service)?.templating?.list?.find(({ name }) => name === 'operation')
    const filtered = (expression: string) => expression.includes('operation:pipe')
    for (const { text, value } of customOptions(String(variable?.query))) {
      await expect
        .poll(() => emptyQueries(service, filtered, { operation: value }), { ...patience, message: text })
        .toEqual([])
    }
  })
  test('the query of firing alerts is understood', async () => {
    const { service } = faultyWallet
    await expect(emptyQueries(service, (expression) => expression.includes('ALERTS'))).resolves.toBeDefined()
  })
  test('the load is what k6 does, the service beside it what was scripted', async () => {
    expect(await shown(faultyWallet, 'Virtual users')).toEqual({ '': virtualUsers })
    expect(await shown(faultyWallet, 'Dropped iterations so far')).toEqual({ '': 0 })
    expect((await shown(faultyWallet, 'Unexpected answers so far'))['status']).toBeGreaterThan(0)
    // The server keeps each request for 20 ms.
    expect((await shown(faultyWallet, 'Client and service P95'))['']).toBeGreaterThan(0.019)
    expect(await shown(faultyWallet, 'Offered and served requests', 'B')).toEqual({ '': near(101) })
    const offered = Number((await shown(faultyWallet, 'Offered and served requests'))[''])
    const ofOne = await shown(faultyWallet, 'Offered and served requests', 'A', { operation: 'get|GET|/x' })
    expect(ofOne['']).toBeCloseTo(offered / 8, -1)
  })
})

describe('the queries return the truth', () => {
  test('of latency, to the width of a bucket', async () => {
    for (const script of [faultyWallet, healthyFullJvm]) {
      const p95 = Number((await shown(script, 'P95 response time'))[''])
      const p99 = Number((await shown(script, 'P99 response time'))[''])
      expect(p95).toBeGreaterThan(0.05)
      expect(p95).toBeLessThanOrEqual(0.075)
      expect(p99).toBeGreaterThan(0.15)
      expect(p99).toBeLessThanOrEqual(0.2)
    }
    for (const script of scripts) expect(await shown(script, 'Mean response time')).toEqual({ '': near(0.0258) })
    expect(await shown(healthyBareJvm, 'Response time (no server-side P95)', 'B')).toEqual({ '': 0.18 })
  })
  test('of traffic, by operation', async () => {
    const byOperation = await shown(healthyFullJvm, 'Requests by operation')
    expect(byOperation['GET /api/v1/wallets/{id}']).toEqual(near(10))
    expect(Object.keys(byOperation)).toHaveLength(8)
    expect(await shown(faultyWallet, 'Business operations')).toEqual({ '': near(19.4) })
  })
  test('of errors: shares of the whole', async () => {
    expect(await shown(faultyWallet, 'Failed requests')).toEqual({ '': near(1 / 101) })
    expect(await shown(faultyWallet, 'Error answers', 'A')).toEqual({ '': near(2) })
    expect(await shown(faultyWallet, 'Error answers', 'B')).toEqual({ '': near(1) })
    expect(await shown(faultyWallet, 'Failed business operations')).toEqual({ '': near(1 / 100) })
    expect(await shown(faultyWallet, 'Refused business operations')).toEqual({ insufficient_funds: near(2) })
    const byOperation = await shown(faultyWallet, 'Failed requests by operation')
    expect(byOperation['POST /api/v1/wallets/{id}/deposit']).toEqual(near(1))
    expect(byOperation['GET /api/v1/wallets/{id}']).toBe(0)
  })
  test('of one operation, when it is chosen', async () => {
    const ofDeposits = { operation: 'deposit|POST|/api/v1/wallets/[{]id[}]/deposit' }
    expect(await shown(faultyWallet, 'Failed requests', 'A', ofDeposits)).toEqual({ '': near(1 / (98 / 8 + 1)) })
  })
  test('no errors are 0, and not nothing', async () => {
    for (const script of [healthyBareJvm, healthyFullJvm]) {
      expect(await shown(script, 'Failed requests')).toEqual({ '': 0 })
      expect(await shown(script, 'Error answers', 'B')).toEqual({ '': 0 })
      expect(await shown(script, 'Failed business operations')).toEqual({ '': 0 })
      expect(await shown(script, 'Refused business operations')).toEqual({ none: 0 })
    }
  })
  test('of saturation', async () => {
    expect(Object.values(await shown(faultyWallet, 'CPU'))).toEqual([near(0.4)])
    expect(Object.values(await shown(faultyWallet, 'Database connections in use'))).toEqual([0.25])
    expect(Object.values(await shown(faultyWallet, 'Waiting for a connection'))).toEqual([7])
    expect(Object.values(await shown(healthyBareJvm, 'CPU'))).toEqual([0.25])
    expect(Object.values(await shown(healthyBareJvm, 'Heap'))).toEqual([8e8])
    expect(Object.values(await shown(healthyFullJvm, 'Database connections in use'))).toEqual([0.8])
    expect(Object.values(await shown(healthyFullJvm, 'Time spent collecting garbage'))).toEqual([near(0.01)])
  })
  test('of broken promises: below the objective, and not empty', async () => {
    const broken = Object.values(await shown(faultyWallet, 'Availability: share of good events'))
    expect(broken).toEqual([near(1 - 1 / 101)])
    expect(broken[0]).toBeLessThan(0.999)
    expect(Object.values(await shown(faultyWallet, 'Availability: share of good events', 'B'))[0]).toBeLessThan(0.999)
    const budgets = await shown(faultyWallet, 'Error budget left')
    expect(Object.keys(budgets)).toHaveLength(4)
    expect(Object.values(await shown(healthyFullJvm, 'Availability: share of good events'))).toEqual([1])
  })
})
