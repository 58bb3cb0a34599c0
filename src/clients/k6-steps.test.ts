import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { runK6 } from './k6.ts'
import { bundleScenario } from './k6-bundle.ts'
import { inspectScript } from './k6-inspect.ts'
import { steppedOf } from './k6-steps.ts'
import { parseSummary } from './k6-summary.ts'
import { startWalletServer, type WalletServerOptions } from './testing/wallet-server.ts'

const packageRoot = resolve(import.meta.dirname, '../..')
const k6 = inject('tools').k6
let folder: string
let script: string

/** The wallet's definition, with steps that end within a test's patience. */
const services = `
  import { wallet } from ${JSON.stringify(join(packageRoot, 'services/wallet.ts'))}
  const steps = { kind: 'steps', from: '10/s', factor: 4, upTo: '160/s', each: '4s', sustained: '3s', recovery: '10s', virtualUsers: 50 }
  export const fleet = [{ ...wallet, scenarios: { 'stress-test-to-failure': steps } }]`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-steps-'))
  await mkdir(join(folder, 'services'))
  await writeFile(join(folder, 'services/index.ts'), services)
  script = join(folder, 'stress.js')
  await bundleScenario('stress-test-to-failure', { directory: folder, packageRoot }, script)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let runs = 0
async function stressed(options: WalletServerOptions, environment: Readonly<Record<string, string>> = {}) {
  const server = await startWalletServer(options)
  const said: string[] = []
  try {
    const outcome = await runK6({
      binary: k6,
      script,
      summaryFile: join(folder, `summary-${runs++}.json`),
      options: [],
      environment: { ...process.env, WALLET_SERVICE_URL: server.url, ...environment },
      said: (text) => said.push(text),
    })
    const summary = parseSummary(outcome.summary ?? '')
    return { said, log: outcome.log.text(), stepped: summary && steppedOf(wallet, summary) }
  } finally {
    await server.close()
  }
}

// 80 requests a second: the third step asks for twice as many, so that the queue grows by a second each second.
test.concurrent('a service breaks where more is asked of it than it can do, and recovers', async () => {
  const { said, log, stepped } = await stressed({ perSecond: 80 })
  expect(stepped?.broken).toBe(2)
  expect(stepped?.steps.map(({ rate }) => rate)).toEqual([10, 40, 160])
  expect(stepped?.recoverySeconds).toBeLessThan(10)
  expect(said[0]).toBe('step 1 of 3: 10 requests/s')
  expect(said.at(-1)).toMatch(/^recovered after/)
  expect(log).toMatch(/broken at step 3, 160 requests\/s: P9[59] latency/)
})

test.concurrent('a service that goes on failing has not recovered', async () => {
  const { said, stepped } = await stressed({ fault: { kind: 'unavailable', from: 240 } })
  expect(stepped?.broken).toBeDefined()
  expect(stepped?.recoverySeconds).toBeUndefined()
  expect(said.at(-1)).toBe('not recovered within 10s')
})

test.concurrent('below the limit of the service no break is found', async () => {
  const { stepped } = await stressed({}, { TEST_MAX_RATE: '40' })
  expect(stepped).toMatchObject({ steps: [{ rate: 10 }, { rate: 40 }] })
  expect(stepped?.broken).toBeUndefined()
})

test.concurrent('options that would replace the steps are refused, with the variables to use', async () => {
  const server = await startWalletServer()
  const outcome = await runK6({
    binary: k6,
    script,
    summaryFile: join(folder, 'refused.json'),
    options: ['--duration', '2s', '--vus', '2'],
    environment: { ...process.env, WALLET_SERVICE_URL: server.url },
  })
  expect(outcome.code).toBe(107)
  expect(outcome.log.text()).toMatch(/TEST_DURATION.*TEST_MAX_RATE.*TEST_VUS/)
  expect(server.asked).toEqual([])
  await server.close()
})

test('k6 says that it has scenarios of its own', async () => {
  expect(await inspectScript(k6, script, process.env)).toMatchObject({ hasScenarios: true })
})
