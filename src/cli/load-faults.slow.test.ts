import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import type { LoadCounts } from '../analysis/load-counts.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { type PrometheusServer, startPrometheus } from '../clients/testing/prometheus-server.ts'
import { startWalletServer, type WalletServer, type WalletServerOptions } from '../clients/testing/wallet-server.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { type LoadBench, lasting, loadBench, repository } from './testing/load-bench.ts'

let service: WalletServer
let prometheus: PrometheusServer
let directory: string
let bench: LoadBench

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sidelight-working-'))
})
afterEach(async () => {
  await Promise.all([
    service.close(),
    prometheus.stop(),
    bench.remove(),
    rm(directory, { recursive: true, force: true }),
  ])
})

/** A repository with a definition that holds as long as the test's server is well, and perhaps a scenario of its own. */
async function start(options: WalletServerOptions, scenarios: Record<string, string> = {}): Promise<void> {
  service = await startWalletServer(options)
  const scrape = { job: 'wallet-service', address: `127.0.0.1:${service.port}` }
  prometheus = await startPrometheus({ binary: inject('tools').prometheus, scrape })
  await mkdir(join(directory, 'services'))
  await mkdir(join(directory, 'k6/scenarios'), { recursive: true })
  await writeFile(
    join(directory, 'services/index.ts'),
    `import { wallet } from '${repository}/services/wallet.ts'\nexport const fleet = [wallet]`,
  )
  for (const [name, text] of Object.entries(scenarios))
    await writeFile(join(directory, 'k6/scenarios', `${name}.ts`), text.replaceAll('LIB', `${repository}/k6/lib`))
  bench = await loadBench({ WALLET_SERVICE_URL: service.url, PROMETHEUS_URL: prometheus.url }, directory)
}

async function stored<Content>(scenario: string, name: string): Promise<Content> {
  return JSON.parse(await readFile(join(bench.results, 'current', scenario, name), 'utf8')) as Content
}

async function failureOf(run: Promise<unknown>): Promise<Failure> {
  const cause = await run.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (cause instanceof Failure) return cause
  throw new Error(`no Failure but ${String(cause)}`)
}

const preamble = `
  import { wallet } from '${repository}/services/wallet.ts'
  import { walletClient } from 'LIB/client.ts'
  import { paced } from 'LIB/profile.ts'
  export { handleSummary } from 'LIB/summary.ts'
  export const options = { vus: 1, duration: '2s' }
  const client = walletClient(wallet)`

test('a service that hangs from the middle of a run on breaks its promises: exit code 1, and the run ends', async () => {
  await start({ fault: { kind: 'hang', from: 400 } })
  const { code, verdict } = await bench.run({ k6: lasting('6s') })
  expect(code).toBe(exitCode.broken)
  expect(verdict.rows.find(({ id }) => id.startsWith('slo.availability') && id.endsWith('client'))?.result).toBe('fail')
  const { counts } = await stored<{ counts: LoadCounts }>('load-test-basic', 'summary.json')
  expect(counts.total.unexpected.timeout).toBeGreaterThan(0)
})

test.each([
  { kind: 'unavailable', counted: 'server-error' },
  { kind: 'cut', counted: 'connection' },
] as const)(
  'a service whose operations are $kind from the middle of a run on breaks its promises: exit code 1',
  async ({ kind, counted }) => {
    await start({ fault: { kind, from: 400 } })
    const { code, verdict } = await bench.run({ k6: lasting('6s') })
    expect(code).toBe(exitCode.broken)
    // By the client's count or, where this machine was too busy to trust that, by the service's own.
    const availability = verdict.rows.filter(({ id }) => id.startsWith('slo.availability'))
    expect(availability.map(({ result }) => result)).toContain('fail')
    const { counts } = await stored<{ counts: LoadCounts }>('load-test-basic', 'summary.json')
    expect(counts.total.unexpected).toHaveProperty(counted)
  },
)

test('a scenario that throws in its iterations proves nothing: exit code 2, results kept and not held', async () => {
  await start(
    {},
    {
      throws: `${preamble}\nexport default () => paced('250ms', () => { client.create('x'); throw new Error('planted') })`,
    },
  )
  const failure = await failureOf(bench.run({ scenario: 'throws' }))
  expect(failure.code).toBe(exitCode.usage)
  expect(failure.message).toMatch(/exception in \d+ of its iterations[\s\S]*planted/)
  expect((await stored<Verdict>('throws', 'verdict.json')).outcome).not.toBe('held')
  // Its numbers are there to be read in k6's own data, but nothing is judged by them.
  expect((await stored<{ counts: unknown }>('throws', 'summary.json')).counts).toHaveProperty('unmeasured')
})

test('a scenario whose set-up throws is wrong: exit code 2', async () => {
  await start(
    {},
    {
      setup: `${preamble}\nexport function setup() { throw new Error('planted') }\nexport default () => paced('250ms', () => {})`,
    },
  )
  const failure = await failureOf(bench.run({ scenario: 'setup' }))
  expect(failure).toMatchObject({ code: exitCode.usage, message: expect.stringContaining('planted') })
})

test('a scenario that sends nothing is unmeasured, never held: exit code 3', async () => {
  await start({}, { idle: `${preamble}\nexport default () => paced('250ms', () => {})` })
  expect((await bench.run({ scenario: 'idle' })).code).toBe(exitCode.unmeasured)
})

test('a scenario without the summary is unmeasured, and told what it lacks: exit code 3', async () => {
  const silent = preamble.replace(/export \{ handleSummary \}.*/, '')
  await start({}, { silent: `${silent}\nexport default () => paced('250ms', () => { client.create('x') })` })
  const { code, verdict } = await bench.run({ scenario: 'silent' })
  expect(code).toBe(exitCode.unmeasured)
  expect(verdict.rows.map(({ reason }) => reason).join()).toContain('exports no handleSummary')
})

/** The k6 that runs the load, as soon as there is one: how long that takes depends on what else the machine does. */
async function startedK6(): Promise<number> {
  for (let waited = 0; waited < 300; waited++) {
    const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    const found = children.split('\n').find((line) => line.includes(`${inject('tools').k6} run `))
    if (found !== undefined) return Number.parseInt(found, 10)
    await sleep(100)
  }
  throw new Error('k6 does not start')
}

test('a k6 that is killed leaves no summary: exit code 3, what the service measured is kept', async () => {
  await start({})
  const run = bench.run({ k6: lasting('30s') })
  const pid = await startedK6()
  await sleep(2_000)
  process.kill(pid, 'SIGKILL')
  const { code } = await run
  expect(code).toBe(exitCode.unmeasured)
  expect((await readdir(join(bench.results, 'current/load-test-basic'))).sort()).toContain('signals.json')
})
