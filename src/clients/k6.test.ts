import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import type { LoadCounts } from '../analysis/load-counts.ts'
import { exitCode } from '../model/failure.ts'
import { runK6 } from './k6.ts'
import { bundleScenario, scenarioNames } from './k6-bundle.ts'
import { inspectScript } from './k6-inspect.ts'
import type { LoadProgress } from './k6-progress.ts'
import { countsOf, lateShareOf, parseSummary, thrownOf } from './k6-summary.ts'
import { startWalletServer, type WalletServer, type WalletServerOptions } from './testing/wallet-server.ts'

const repository = resolve(import.meta.dirname, '../..')
const places = { directory: repository, packageRoot: repository }
const k6 = inject('tools').k6
let folder: string
let script: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-k6-test-'))
  script = join(folder, 'load-test-basic.js')
  await bundleScenario('load-test-basic', places, script)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let runs = 0
async function loaded(
  server: Pick<WalletServer, 'url'>,
  options: readonly string[] = ['--vus', '1', '--iterations', '3'],
  more: { readonly interrupted?: AbortSignal; readonly progress?: (progress: LoadProgress) => void } = {},
) {
  const outcome = await runK6({
    binary: k6,
    script,
    summaryFile: join(folder, `summary-${runs++}.json`),
    options,
    environment: { ...process.env, WALLET_SERVICE_URL: server.url },
    ...more,
  })
  const summary = parseSummary(outcome.summary ?? '')
  if (summary === undefined) throw new Error(`no summary:\n${outcome.log.text()}`)
  return { outcome, summary, counts: countsOf(wallet, summary, options.includes('--iterations')) }
}

async function withServer<Result>(options: WalletServerOptions, use: (server: WalletServer) => Promise<Result>) {
  const server = await startWalletServer(options)
  try {
    return await use(server)
  } finally {
    await server.close()
  }
}

/** What the server counted for each operation, whatever the status. */
function answeredBy(server: WalletServer): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [name, { method, uri }] of Object.entries(wallet.operations))
    for (const [key, count] of server.answered)
      if (key.startsWith(`${method} ${uri} `)) counts[name] = (counts[name] ?? 0) + count
  return counts
}

const completed = (counts: LoadCounts) =>
  Object.fromEntries(Object.entries(counts.operations).map(([name, operation]) => [name, operation.completed]))

// 3 iterations; a second wallet in the first, and a refused withdrawal in each.
const threeIterations = {
  create: 4,
  get: 3,
  deposit: 3,
  withdraw: 6,
  transfer: 3,
  balance: 3,
  'historical-balance': 3,
  'user-wallets': 3,
}

describe('a service within the contract', () => {
  test.concurrent.each<[string, WalletServerOptions]>([
    ['an absolute Location', { location: 'absolute' }],
    ['a relative Location', { location: 'relative' }],
    ['a Location and no bodies', { location: 'absolute', emptyBodies: true }],
    ['bodies and no Location', { location: 'none' }],
    ['200 for 201', { okForCreated: true }],
  ])('with %s is loaded with every operation, and both sides count the same', async (_, options) => {
    await withServer(options, async (server) => {
      const { counts, outcome } = await loaded(server)
      expect(completed(counts)).toEqual(threeIterations)
      expect(answeredBy(server)).toEqual(threeIterations)
      expect(counts.total).toMatchObject({ offered: 28, completed: 28, unexpected: {} })
      expect(counts.total.latency?.p99).toBeGreaterThan(0)
      expect(counts.iterations).toEqual({ completed: 3, interrupted: 0, dropped: 0 })
      expect(outcome.code).toBe(0)
    })
  })

  test.concurrent('gets references that are all different, and money with at most two decimals', async () => {
    await withServer({}, async (server) => {
      await loaded(server)
      const bodies = server.asked.filter(({ body }) => body !== '').map(({ body }) => JSON.parse(body))
      const references = bodies.flatMap(({ referenceId }) => referenceId ?? [])
      expect(new Set(references).size).toBe(references.length)
      for (const reference of references) expect(reference).toMatch(/^[A-Za-z0-9_-]{1,100}$/)
      for (const { amount = 1 } of bodies) expect(Math.round(amount * 100) / 100).toBe(amount)
    })
  })
})

describe('a service that fails', () => {
  test.concurrent('with 503 is counted so, and keeps no promise', async () => {
    await withServer({ fault: { kind: 'unavailable', from: 15 } }, async (server) => {
      const { counts, outcome } = await loaded(server)
      expect(counts.total.offered).toBe(counts.total.completed)
      expect(counts.total.unexpected['server-error']).toBe(counts.total.offered - 14)
      expect(counts.total.within).toEqual({ p95: 14, p99: 14 })
      expect(outcome.code).toBe(99)
    })
  })

  test.concurrent('by redirecting is counted once for each request, and nothing is followed', async () => {
    await withServer({ fault: { kind: 'redirect', from: 15 } }, async (server) => {
      const { counts } = await loaded(server)
      expect(counts.total.unexpected.refused).toBe(counts.total.offered - 14)
      expect(server.asked).toHaveLength(counts.total.offered)
    })
  })

  test.concurrent('by cutting connections is counted so', async () => {
    await withServer({ fault: { kind: 'cut', from: 10 } }, async (server) => {
      const { counts } = await loaded(server)
      expect(counts.total.unexpected.connection).toBe(counts.total.offered - 9)
    })
  })

  test.concurrent('by not being there is counted so, and the run ends', async () => {
    const { counts } = await loaded({ url: 'http://127.0.0.1:1' })
    expect(counts.operations['create']).toMatchObject({ offered: 3, completed: 3, unexpected: { connection: 3 } })
    expect(counts.total.within).toEqual({ p95: 0, p99: 0 })
  })

  test.concurrent('by hanging is counted as a timeout', async () => {
    await withServer({ fault: { kind: 'hang', from: 28 } }, async (server) => {
      const { counts } = await loaded(server)
      expect(counts.operations['user-wallets']).toMatchObject({ offered: 3, completed: 3, unexpected: { timeout: 1 } })
    })
  })

  test.concurrent('by answering a creation without any id is counted as unusable', async () => {
    await withServer({ location: 'none', emptyBodies: true }, async (server) => {
      const { counts } = await loaded(server)
      expect(counts.operations['create']).toMatchObject({ completed: 3, unexpected: { content: 3 } })
      expect(counts.operations['get']?.offered).toBe(0)
    })
  })
})

describe('a run', () => {
  // The time allowed is far below that after which k6 is told again.
  test.concurrent('that is interrupted ends soon, keeps its counts and tells what was in flight', {
    timeout: 15_000,
  }, async () => {
    await withServer({ fault: { kind: 'hang', from: 40 } }, async (server) => {
      const interruption = new AbortController()
      const seen: LoadProgress[] = []
      const { outcome, counts } = await loaded(server, ['--vus', '4', '--duration', '60s'], {
        interrupted: interruption.signal,
        progress: (progress) => {
          seen.push(progress)
          if (progress.offered >= 43) interruption.abort()
        },
      })
      expect(outcome.interrupted).toBe(true)
      expect(counts.total.offered - counts.total.completed).toBe(4)
      expect(counts.iterations.interrupted).toBe(4)
      expect(seen.at(-1)?.virtualUsers).toBe(4)
      expect(outcome.cpuShare).toBeGreaterThan(0)
    })
  })

  test.concurrent('with more iterations than there is time for drops nothing of what was due', async () => {
    await withServer({}, async (server) => {
      const { counts } = await loaded(server, ['--vus', '1', '--iterations', '50', '--duration', '1s'])
      const { completed, interrupted, dropped, undone = 0 } = counts.iterations
      expect(dropped).toBe(0)
      expect(undone).toBeGreaterThan(0)
      expect(completed + interrupted + undone).toBe(50)
    })
  })

  test.concurrent('takes its virtual users and its time from the environment', async () => {
    const environment = { ...process.env, TEST_VUS: '7', TEST_DURATION: '1m5s' }
    expect(await inspectScript(k6, script, environment)).toMatchObject({ virtualUsers: 7, duration: '1m5s' })
    expect(await inspectScript(k6, script, { ...process.env, TEST_VUS: '', TEST_DURATION: '' })).toMatchObject({
      virtualUsers: 5,
      duration: '30s',
    })
  })

  test.concurrent.each([
    { TEST_VUS: 'many' },
    { TEST_DURATION: '60' },
    { TEST_SEED: 'x' },
    { WALLET_SERVICE_URL: 'wallet' },
  ])('with %o is a usage error that names the variable', async (variables) => {
    await expect(inspectScript(k6, script, { ...process.env, ...variables })).rejects.toMatchObject({
      code: exitCode.usage,
      message: expect.stringContaining(Object.keys(variables)[0] ?? ''),
    })
  })

  test.concurrent('says a mistake in words, without the frame of k6 and the paths of the bundle', async () => {
    const variables = { ...process.env, TEST_VUS: '"0"' }
    await expect(inspectScript(k6, script, variables)).rejects.toMatchObject({
      message: 'k6 cannot load the scenario: TEST_VUS must be a whole number from 1, not ""0""',
    })
  })

  test.concurrent('with options that k6 refuses is a usage error in the words of k6', async () => {
    await expect(loaded({ url: 'http://127.0.0.1:1' }, ['--vus', '5', '--iterations', '1'])).rejects.toMatchObject({
      code: exitCode.usage,
      message: expect.stringContaining('iterations'),
    })
  })

  test.concurrent('starts in time on a machine that is not busy, and throws nothing', async () => {
    await withServer({}, async (server) => {
      const { summary } = await loaded(server)
      expect(thrownOf(summary)).toBe(0)
      expect(lateShareOf(summary)).toBeGreaterThanOrEqual(0)
    })
  })

  test('without k6 says how to get one', async () => {
    const missing = { binary: join(folder, 'nothing'), script, summaryFile: join(folder, 'none.json') }
    await expect(runK6({ ...missing, options: [], environment: {} })).rejects.toMatchObject({
      message: expect.stringContaining('k6 does not start'),
      mend: expect.stringContaining('doctor'),
    })
  })
})

describe('scenarios', () => {
  test('as they lie there run under plain k6 from any folder', async () => {
    await withServer({}, async (server) => {
      const { stdout } = await promisify(execFile)(
        k6,
        ['run', '--vus', '1', '--iterations', '2', join(repository, 'k6/scenarios/load-test-basic.ts')],
        { cwd: tmpdir(), env: { ...process.env, WALLET_SERVICE_URL: server.url } },
      )
      expect(stdout).toContain("✓ 'rate<=0.001'")
      expect(stdout).not.toContain('count>=0')
      expect(stdout).toContain('2 complete and 0 interrupted iterations')
    })
  })

  test('all load in k6, as they lie there and bundled', async () => {
    const files = (await readdir(join(repository, 'k6/scenarios'))).filter((file) => file.endsWith('.ts'))
    expect(scenarioNames(places)).toEqual(files.map((file) => basename(file, '.ts')).sort())
    for (const name of scenarioNames(places)) {
      await promisify(execFile)(k6, ['inspect', join(repository, 'k6/scenarios', `${name}.ts`)], { cwd: tmpdir() })
      await bundleScenario(name, places, join(folder, `${name}-inspected.js`))
      expect(existsSync(join(folder, `${name}-inspected.js`))).toBe(true)
      expect(await inspectScript(k6, join(folder, `${name}-inspected.js`), process.env)).toMatchObject({})
    }
  })
})
