import { readdir, readlink } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import type { LoadCounts } from '../analysis/load-counts.ts'
import type { RunRecord, ServiceSignals } from '../analysis/run.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { exitCode } from '../model/failure.ts'
import { type LoadBench, lasting, loadBench, scenario } from './testing/load-bench.ts'
import { startWalletStack, type WalletStack } from './testing/wallet-stack.ts'

let stack: WalletStack
let bench: LoadBench
beforeEach(async () => {
  stack = await startWalletStack(inject('tools').prometheus, inject('cacheDirectory'))
  bench = await loadBench({ WALLET_SERVICE_URL: stack.url, PROMETHEUS_URL: stack.prometheus.url })
})
afterEach(async () => {
  await stack.stop()
  await bench.remove()
  expect(await runningK6()).toEqual([])
})

/** The k6 processes that this test's runs have left behind. */
async function runningK6(): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const running = await Promise.all(
    pids.map(async (pid) => {
      const program = await readlink(`/proc/${pid}/exe`).catch(() => '')
      const { PPid } = Object.fromEntries(await statusOf(pid))
      return program === inject('tools').k6 && Number(PPid) === process.pid ? pid : undefined
    }),
  )
  return running.filter((pid) => pid !== undefined)
}

async function statusOf(pid: string): Promise<[string, string][]> {
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return text.split('\n').map((line) => line.split(/:\s*/, 2) as [string, string])
}

const read = async <Content>(name: string) => JSON.parse(await bench.read(name)) as Content
const files = ['k6.log', 'run.json', 'signals.json', 'summary.json', 'verdict.json']
const storedFiles = async () => (await readdir(join(bench.results, 'current', scenario))).sort()

async function ask(query: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
  const answer = await fetch(`${stack.prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`)
  return ((await answer.json()) as { data: { result: [] } }).data.result
}

/** The service's own count of each operation, from its metrics page. */
async function servedBy(url: string): Promise<Record<string, number>> {
  const page = await (await fetch(`${url}/metrics`)).text()
  const served: Record<string, number> = {}
  for (const [name, { method, uri }] of Object.entries(wallet.operations)) {
    const lines = page
      .split('\n')
      .filter((line) => line.startsWith('http_server_requests_seconds_count{'))
      .filter((line) => line.includes(`method="${method}"`) && line.includes(`uri="${uri}"`))
    served[name] = lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }
  return served
}

/** Does something in the middle of a run. */
async function inMidRun(act: () => Promise<unknown> | undefined, duration = '14s') {
  const run = bench.run({ k6: lasting(duration) })
  await sleep(5_000)
  await act()
  return run
}

test('the basic run keeps the promises, and both sides count the same', async () => {
  const before = await servedBy(stack.url)
  const { code, verdict } = await bench.run({ k6: lasting('25s') })
  const after = await servedBy(stack.url)

  expect(verdict.rows.filter(({ result, required }) => result === 'fail' || (required && result !== 'pass'))).toEqual(
    [],
  )
  expect(code).toBe(exitCode.held)
  expect(await storedFiles()).toEqual(files)

  const { counts } = await read<{ counts: LoadCounts }>('summary.json')
  expect(counts.total.unexpected).toEqual({})
  expect(counts.total.offered).toBeGreaterThan(2_995)
  expect(counts.total.latency?.p95).toBeLessThan(100)
  for (const [name, { offered, completed }] of Object.entries(counts.operations)) {
    expect({ name, served: (after[name] ?? 0) - (before[name] ?? 0) }).toEqual({ name, served: completed })
    expect(offered).toBe(completed)
    expect(completed).toBeGreaterThan(0)
  }
  expect((await read<ServiceSignals>('signals.json')).requests).toBe(counts.total.completed)

  const { testid, options } = await read<RunRecord>('run.json')
  expect(options).toEqual({ virtualUsers: 5, duration: '25s' })
  const operations = await ask(`sum by (name) (last_over_time(k6_http_reqs_total{testid="${testid}"}[2m]))`)
  expect(Object.fromEntries(operations.map(({ metric, value }) => [metric['name'], Number(value[1])]))).toEqual(
    Object.fromEntries(Object.entries(counts.operations).map(([name, { completed }]) => [name, completed])),
  )
  const offered = await ask(`sum(last_over_time(k6_requests_offered_total{testid="${testid}"}[2m]))`)
  expect(Number(offered[0]?.value[1])).toBe(counts.total.offered)
  expect(await ask(`count(last_over_time({testid="${testid}",url!=""}[2m]))`)).toEqual([])
  const quantile = await ask(
    `histogram_quantile(0.95, sum(last_over_time(k6_http_req_duration_seconds{testid="${testid}"}[2m])))`,
  )
  expect(Number(quantile[0]?.value[1])).toBeGreaterThan(0)
  const series = await ask(`count(last_over_time({testid="${testid}"}[2m]))`)
  expect(Number(series[0]?.value[1])).toBeLessThan(260)
  // Stale markers: nothing of the run lingers.
  expect(await ask(`k6_vus{testid="${testid}"}`)).toEqual([])
})

test('a second run archives the first; --json prints the verdict and nothing else', async () => {
  const first = await bench.run({ k6: lasting('3s') })
  bench.output.stdout = ''
  const second = await bench.run({ k6: lasting('3s'), json: true })
  expect(JSON.parse(bench.output.stdout)).toEqual(second.verdict)
  expect((await read<Verdict>('verdict.json')).testid).toBe(second.verdict.testid)
  expect(await readdir(join(bench.results, 'archive', scenario))).toEqual([first.verdict.testid])
  // A run so short cannot resolve 99.9%.
  expect(second.code).toBe(exitCode.unmeasured)
})

describe('what is lost in mid-run', () => {
  test('the service: exit code 1, results kept', async () => {
    const { code, verdict } = await inMidRun(() => stack.killService())
    expect(code).toBe(exitCode.broken)
    expect(verdict.rows.find(({ id }) => id === 'health.service')?.result).toBe('fail')
    expect(await storedFiles()).toEqual(files)
    expect((await read<{ counts: LoadCounts }>('summary.json')).counts.total.unexpected.connection).toBeGreaterThan(0)
  })

  test('the service that hangs, its health too: exit code 1, the run ends, results kept', async () => {
    const { code, verdict } = await inMidRun(async () => stack.hangService(), '10s')
    expect(code).toBe(exitCode.broken)
    expect(verdict.rows.find(({ id }) => id === 'health.service')?.result).toBe('fail')
    expect(await storedFiles()).toEqual(files)
  })

  test('its database: exit code 1, results kept', async () => {
    const { code, verdict } = await inMidRun(() => stack.database.stop())
    expect(code).toBe(exitCode.broken)
    expect(verdict.rows.find(({ id }) => id === 'health.service')?.result).toBe('fail')
    expect(await storedFiles()).toEqual(files)
  })

  test('Prometheus: exit code 3 where nothing is proven broken, results kept', async () => {
    const { code, verdict } = await inMidRun(() => stack.prometheus.stop(), '25s')
    expect(verdict.rows.filter(({ result }) => result === 'fail')).toEqual([])
    expect(code).toBe(exitCode.unmeasured)
    expect(verdict.rows.find(({ id }) => id === 'health.prometheus')?.result).toBe('unmeasured')
    expect(await storedFiles()).toEqual(files)
  })

  test('Prometheus that hangs: the run ends, exit code 3 where nothing is proven broken, results kept', async () => {
    const { code, verdict } = await inMidRun(async () => stack.prometheus.hang(), '25s')
    // A machine with too little to spare may break a promise by itself; then that decides.
    const broken = verdict.rows.some(({ result }) => result === 'fail')
    expect(code).toBe(broken ? exitCode.broken : exitCode.unmeasured)
    expect(verdict.rows.find(({ id }) => id === 'health.prometheus')?.result).toBe('unmeasured')
    expect(await storedFiles()).toEqual(files)
    expect((await read<{ counts: LoadCounts }>('summary.json')).counts.total.offered).toBeGreaterThan(100)
  })

  test('the patience of the user: exit code 130, what there is kept and marked', async () => {
    const { code } = await inMidRun(async () => bench.interruption.abort(), '60s')
    expect(code).toBe(exitCode.interrupted)
    expect(await storedFiles()).toEqual(files)
    expect((await read<RunRecord>('run.json')).interrupted).toBe(true)
    expect((await read<{ counts: LoadCounts }>('summary.json')).counts.total.offered).toBeGreaterThan(100)
  })
})

test('run files hold nothing private, also when every request fails and says where', async () => {
  const planted = { GRAFANA_TOKEN: 'planted-token-1', K6_PROMETHEUS_RW_HEADERS_AUTHORIZATION: 'planted-header-2' }
  await bench.remove()
  bench = await loadBench({
    ...planted,
    WALLET_SERVICE_URL: stack.url.replace('://', '://planted-user-3:planted-pass-4@'),
    PROMETHEUS_URL: stack.prometheus.url.replace('://', '://planted-user-5:planted-pass-6@'),
  })
  await inMidRun(() => Promise.all([stack.killService(), stack.prometheus.stop()]), '8s')
  const text = (await Promise.all(files.map(bench.read))).join('\n')
  expect(await bench.read('k6.log')).toContain('Request Failed')
  expect(text).not.toMatch(/planted-/)
  expect(text).not.toContain(bench.context.directory)
  expect(text).not.toMatch(/sidelight-load-|file:\/\//)
  for (const name of [hostname(), userInfo().username])
    expect(text).not.toMatch(new RegExp(`(?<![\\w.-])${name}(?![\\w-])`))
})
