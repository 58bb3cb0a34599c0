import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { busyWallet } from '../../monitoring/monitors/testing/readings.ts'
import { type PrometheusServer, startPrometheusServer } from '../../tests/support/prometheus-server.ts'
import { type ScriptedServer, serveScripts } from '../../tests/support/scripted-service.ts'

const repository = resolve(import.meta.dirname, '../..')
let scripted: ScriptedServer
let prometheus: PrometheusServer
let results: string

beforeAll(async () => {
  scripted = await serveScripts([busyWallet])
  prometheus = await startPrometheusServer({
    program: inject('tools').prometheus,
    configuration: `scrape_configs:\n  - job_name: wallet-service\n    metrics_path: /wallet/metrics\n    static_configs: [{ targets: ['${scripted.address}'] }]\n`,
  })
  results = await mkdtemp(join(tmpdir(), 'sidelight-monitor-'))
  // Rates need a few scrapes.
  await new Promise((done) => setTimeout(done, 8_000))
})
afterAll(async () => {
  await Promise.all([scripted.close(), prometheus.stop(), rm(results, { recursive: true, force: true })])
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `sidelight monitor …` against the scripted service; `end` sends it SIGINT after its first output. */
function monitor(words: readonly string[], environment: NodeJS.ProcessEnv = {}, end = false): Promise<Ended> {
  const child = spawn(process.execPath, [join(repository, 'dist/sidelight.js'), 'monitor', ...words], {
    cwd: repository,
    env: {
      ...process.env,
      NO_COLOR: '1',
      WALLET_SERVICE_URL: `http://${scripted.address}/wallet`,
      PROMETHEUS_URL: prometheus.url,
      ...environment,
    },
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
      if (end) child.kill('SIGINT')
    })
  return new Promise((done) => child.once('close', (code) => done({ code, ...written })))
}

const nowhere = { PROMETHEUS_URL: 'http://127.0.0.1:1' }

describe.each([
  ['Prometheus', {}, /^Prometheus at/m],
  ['the metrics page', nowhere, /^metrics page of/m],
])('from %s', (_, environment, source) => {
  test.concurrent('quick shows the signals once, and its exit code says that an SLO is broken', async () => {
    const { code, stdout } = await monitor(['quick'], environment)
    expect(stdout).toMatch(source)
    expect(stdout).toMatch(/^Traffic +\d+(\.\d)?\/s/m)
    expect(stdout).toMatch(/^BROKEN {2}Not kept: /m)
    expect(code).toBe(1)
  })

  test.concurrent.each(['realtime', 'stress'])('%s --once is one frame without control characters', async (name) => {
    const { code, stdout } = await monitor([name, '--once'], environment)
    expect(stdout).toMatch(/^Latency P95 /m)
    expect(stdout).not.toContain('\u001b')
    expect(code).toBe(1)
  })

  test.concurrent('realtime --json is a reading on each line, until its duration is over', async () => {
    const { code, stdout } = await monitor(
      ['realtime', '--json', '--interval', '500ms', '--duration', '8s'],
      environment,
    )
    const readings = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(readings.length).toBeGreaterThan(0)
    expect(readings.at(-1)).toMatchObject({
      schemaVersion: 1,
      service: 'wallet',
      reading: { presence: { state: 'up' } },
    })
    expect(readings.at(-1).reading.levels.heap).toBe(50_000_000)
    expect(code).toBe(0)
  })

  test.concurrent('load records to CSV and JSON, and sums up', async () => {
    const folder = join(results, String(Object.keys(environment).length))
    const { code, stdout } = await monitor(
      ['load', '--interval', '500ms', '--duration', '4s', '--results-dir', folder],
      environment,
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/Traffic/)
    const csv = await readFile(join(folder, 'current/monitor-load/signals.csv'), 'utf8')
    const [head = '', ...rows] = csv.trim().split('\n')
    expect(head.split(',').slice(0, 3)).toEqual(['time', 'service_up', 'requests_per_second'])
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row.split(',').length).toBe(head.split(',').length)
    const recording = JSON.parse(await readFile(join(folder, 'current/monitor-load/recording.json'), 'utf8'))
    expect(recording.signals.heap_bytes).toMatchObject({ min: 50_000_000, max: 50_000_000 })
    expect(recording.rows).toHaveLength(rows.length)
  })
})

describe('a monitor', () => {
  test.concurrent('of a service that is not there is down, and ends with 1', async () => {
    const gone = { ...nowhere, WALLET_SERVICE_URL: 'http://127.0.0.1:1' }
    const { code, stdout } = await monitor(['quick'], gone)
    expect(stdout).toMatch(/DOWN/)
    expect(stdout).toMatch(/^Traffic +no data/m)
    expect(code).toBe(1)
  })

  test.concurrent('that is told to take Prometheus alone says why it cannot', async () => {
    const { code, stdout } = await monitor(['quick', '--source', 'prometheus'], nowhere)
    expect(stdout).toMatch(/^! Prometheus at http:\/\/127\.0\.0\.1:1 cannot be reached/m)
    expect(stdout).toMatch(/^Traffic +no data/m)
    expect(code).toBe(3)
  })

  test.concurrent('without a terminal writes a line for each reading, and ends with 130 on Ctrl-C', async () => {
    const { code, stdout } = await monitor(['stress', '--interval', '500ms'], {}, true)
    expect(stdout.split('\n')[0]).toMatch(/\d\d:\d\d:\d\d/)
    expect(code).toBe(130)
  })

  test.concurrent.each([
    ['--interval', '1'],
    ['--interval', '10ms'],
    ['--duration', 'long'],
    ['--source', 'elsewhere'],
  ])('refuses %s %s', async (option, value) => {
    const { code, stderr } = await monitor(['realtime', option, value])
    expect(code).toBe(2)
    expect(stderr).toContain(option)
  })
})
