import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { runK6 } from './k6.ts'
import { bundleScenario } from './k6-bundle.ts'
import { countsOf, parseSummary } from './k6-summary.ts'
import { startWalletServer, type WalletServer } from './testing/wallet-server.ts'

const repository = resolve(import.meta.dirname, '../..')
let folder: string
let script: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-continuous-'))
  script = join(folder, 'continuous.js')
  await bundleScenario('continuous-wallet-stress', { directory: repository, packageRoot: repository }, script)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function counted(server: WalletServer, options: readonly string[]) {
  const { summary } = await runK6({
    binary: inject('tools').k6,
    script,
    summaryFile: join(folder, `summary-${options.join('')}.json`),
    options,
    environment: { ...process.env, WALLET_SERVICE_URL: server.url },
  })
  const parsed = parseSummary(summary ?? '')
  if (parsed === undefined) throw new Error('no summary')
  return countsOf(wallet, parsed, false)
}

// A turn each 2 s, the first at once: 4 within 7 s, whoever takes them.
test.concurrent.each([1, 5])('%i virtual users make a wallet each 2 s together, and use it', async (virtualUsers) => {
  const server = await startWalletServer()
  const counts = await counted(server, ['--vus', String(virtualUsers), '--duration', '7s'])
  expect(counts.operations['create']).toMatchObject({ offered: 4, completed: 4, unexpected: {} })
  expect(counts.total.unexpected).toEqual({})
  expect(counts.total.offered).toBeGreaterThan(20)
  expect(server.asked.filter(({ body }) => body.includes('load-test-'))).toHaveLength(4)
  await server.close()
})

test.concurrent('a number of iterations is a number of wallets', async () => {
  const server = await startWalletServer()
  const counts = await counted(server, ['--vus', '3', '--iterations', '3'])
  expect(counts.operations['create']?.completed).toBe(3)
  await server.close()
})
