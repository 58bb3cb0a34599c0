import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { alerts } from '../alerts/index.ts'
import { prometheusClient } from '../src/clients/prometheus.ts'
import { type Choices, customOptions, expandQuery } from '../src/model/grafana-variables.ts'
import { loadCounters } from '../src/model/names.ts'
import { type PrometheusServer, startPrometheusServer } from '../tests/support/prometheus-server.ts'
import { type ScriptedServer, serveScripts } from '../tests/support/scripted-service.ts'
import { dashboards } from './index.ts'
import { type Board, boardOf } from './testing/board.ts'
import { mustHaveData } from './testing/may-be-empty.ts'
import { faultyWallet, healthyBareJvm, healthyFullJvm } from './testing/scripts.ts'

// A real Prometheus scrapes scripted services and records by the generated rules, and a real k6 writes into it. Every query of
// every dashboard must have data then. Whether the data is true is shown where no clock has a say: truth.test.ts.

const scripts = [faultyWallet, healthyBareJvm, healthyFullJvm]
const fleet = scripts.map(({ service }) => service)
const boards = dashboards(fleet)
  .filter(({ path }) => path.endsWith('.json'))
  .map(boardOf)
const testid = 'load-test-data'
// Scraped each second; two for Grafana make rates over eight seconds, which hold two scrapes however late they come.
const time = { step: 1, scrapeInterval: 2, range: 60 }
const patience = { timeout: 90_000, interval: 2000 }
vi.setConfig({ testTimeout: 200_000 })

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
  export const options = { vus: 3, duration: '240s' }
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

/** The wanted queries of the dashboard that have had no value in the last seconds. */
async function emptyQueries(
  { document, queries }: Board,
  wanted: (expression: string) => boolean,
  choices: Choices = {},
): Promise<readonly string[]> {
  const client = prometheusClient({ url: prometheus.url })
  const end = Date.now() / 1000
  const range = { start: end - 10, end, step: time.step }
  // The only run there is stands in for the one that it is compared with.
  const chosen = { compare: testid, ...choices }
  const empty = queries
    .filter(({ expression }) => wanted(expression))
    .map(async ({ title, refId, expression }) => {
      const series = await client.queryRange(expandQuery(expression, document, time, chosen), range)
      const alive = series.some(({ points }) => points.some(([, value]) => !Number.isNaN(value)))
      return alive ? [] : [`${title} [${refId}]`]
    })
  return (await Promise.all(empty)).flat()
}

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

const ofService = (expression: string) => mustHaveData(expression) && !expression.includes('k6_')

/** The same of all dashboards, so that one wait is enough for all of them. */
async function emptyAnywhere(wanted: (expression: string) => boolean, choices: Choices = {}) {
  const empty: string[] = []
  for (const board of boards)
    empty.push(...(await emptyQueries(board, wanted, choices)).map((query) => `${board.uid}: ${query}`))
  return empty
}

describe('in a fresh Prometheus that has seen no run', () => {
  test('every query about a service has data', async () => {
    await expect.poll(() => emptyAnywhere(ofService), patience).toEqual([])
  })
  test('an empty panel is named', async () => {
    const unknown = { instance: ['nobody:1'] }
    const named = await emptyAnywhere((text) => text.includes('$instance'), unknown)
    expect(named).toContain('wallet-golden-metrics: CPU [A]')
  })
})

describe('during a run', () => {
  beforeAll(async () => {
    k6 = await startLoad()
  })

  test('every query of every dashboard has data', async () => {
    await expect.poll(() => emptyAnywhere(mustHaveData), patience).toEqual([])
  })
  test('also when the run is chosen', async () => {
    await expect.poll(() => emptyAnywhere(mustHaveData, { testid: [testid] }), patience).toEqual([])
  })
  test('and for each operation', async () => {
    const [board] = boards
    const variable = board?.document.templating?.list?.find(({ name }) => name === 'operation')
    const filtered = (expression: string) => expression.includes('operation:pipe')
    for (const { text, value } of customOptions(String(variable?.query)))
      await expect.poll(() => emptyAnywhere(filtered, { operation: value }), { ...patience, message: text }).toEqual([])
  })
  test('the queries of firing alerts are understood', async () => {
    await expect(emptyAnywhere((expression) => expression.includes('ALERTS'))).resolves.toBeDefined()
  })
})
