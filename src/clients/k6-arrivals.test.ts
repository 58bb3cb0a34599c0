import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { runK6 } from './k6.ts'
import { bundleScenario } from './k6-bundle.ts'
import { countsOf, parseSummary, unsentShareOf } from './k6-summary.ts'
import { startWalletServer, type WalletServerOptions } from './testing/wallet-server.ts'

const repository = resolve(import.meta.dirname, '../..')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-arrivals-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let runs = 0
async function loaded(
  scenario: string,
  {
    options = [],
    environment = {},
    server: differing = {},
  }: {
    options?: readonly string[]
    environment?: Readonly<Record<string, string>>
    server?: WalletServerOptions
  },
) {
  const number = runs++
  const script = join(folder, `${scenario}-${number}.js`)
  await bundleScenario(scenario, { directory: repository, packageRoot: repository }, script)
  const server = await startWalletServer(differing)
  try {
    const outcome = await runK6({
      binary: inject('tools').k6,
      script,
      summaryFile: join(folder, `${number}.json`),
      options,
      environment: { ...process.env, WALLET_SERVICE_URL: server.url, ...environment },
    })
    const summary = parseSummary(outcome.summary ?? '')
    return { outcome, asked: server.asked, summary, counts: summary && countsOf(wallet, summary, false) }
  } finally {
    await server.close()
  }
}

// 50 wallets with money in them come first, and are read and emptied at the end: two requests each.
const pool = 200

test.concurrent.each([
  ['its stages', { environment: { TEST_DURATION: '4s' } }],
  ['--duration and --vus', { options: ['--duration', '4s', '--vus', '5'] }],
])('a steady rate is the same under %s', async (_, how) => {
  const { counts } = await loaded('smoke', how)
  expect(counts?.total.unexpected).toEqual({})
  const sent = (counts?.total.offered ?? 0) + (counts?.missed ?? 0) + (counts?.iterations.dropped ?? 0) - pool
  expect(sent).toBeGreaterThan(190)
  expect(sent).toBeLessThan(210)
})

test.concurrent('a changing rate refuses options that would replace it', async () => {
  const { outcome, asked } = await loaded('spike', { options: ['--duration', '2s', '--vus', '2'] })
  expect(outcome.code).toBe(107)
  expect(outcome.log.text()).toMatch(/TEST_DURATION.*TEST_VUS/)
  expect(asked).toEqual([])
})

test.concurrent('what finds no virtual user free because the service hangs is the fault of the service', async () => {
  const { counts, summary } = await loaded('smoke', {
    environment: { TEST_DURATION: '4s', TEST_VUS: '5' },
    server: { fault: { kind: 'hang', from: 150 } },
  })
  expect(counts?.iterations.dropped).toBeGreaterThan(50)
  expect(summary && unsentShareOf(summary)).toBe(0)
})

test('what was not begun though virtual users were free is the fault of the generator', () => {
  const gauge = (max: number) => ({ values: { max } })
  const metrics = { dropped_iterations: { values: { count: 10 } }, iterations: { values: { count: 90 } } }
  const summary = (busiest: number) => ({ metrics: { ...metrics, vus: gauge(busiest), vus_max: gauge(100) } })
  expect(unsentShareOf(summary(20))).toBe(0.1)
  expect(unsentShareOf(summary(90))).toBe(0)
  expect(unsentShareOf({ metrics: { iterations: { values: { count: 90 } } } })).toBeUndefined()
})
