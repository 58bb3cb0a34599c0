import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { scenarioNames } from './k6-bundle.ts'
import { startWalletServer } from './testing/wallet-server.ts'

const repository = resolve(import.meta.dirname, '../..')
const names = scenarioNames({ directory: repository, packageRoot: repository })
// Another k6 than that of the tools, such as 2.x: whoever has one names it.
const binaries = () => [inject('tools').k6, ...(process.env['K6_TEST_BINARY'] ? [process.env['K6_TEST_BINARY']] : [])]

const short: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'stress-test-to-failure': { TEST_DURATION: '10s', TEST_MAX_RATE: '100' },
  'extreme-stress': { TEST_DURATION: '10s', TEST_MAX_RATE: '100' },
}

describe('every scenario as it lies there, by plain k6', () => {
  test.each(names)('%s loads the service', async (name) => {
    for (const binary of binaries()) {
      const server = await startWalletServer()
      try {
        const environment = { TEST_DURATION: '6s', ...short[name], WALLET_SERVICE_URL: server.url }
        const script = join(repository, 'k6/scenarios', `${name}.ts`)
        const run = promisify(execFile)(binary, ['run', script], {
          cwd: tmpdir(),
          env: { ...process.env, ...environment },
        })
        // 99: a threshold, which is no matter of the script.
        const { stdout } = await run.catch((cause: { code: number; stdout: string; stderr: string }) => {
          if (cause.code !== 99) throw new Error(cause.stderr)
          return cause
        })
        expect(stdout).toMatch(/http_reqs/)
        expect(server.asked.length).toBeGreaterThan(30)
        expect(
          [...server.answered.keys()]
            .filter((key) => / [45]\d\d$/.test(key))
            .filter((key) => !key.includes('withdraw 400')),
        ).toEqual([])
      } finally {
        await server.close()
      }
    }
  })

  test('continuous-wallet-stress keeps its pace of a wallet in 2 s under --duration and --vus', async () => {
    for (const binary of binaries()) {
      const server = await startWalletServer()
      const script = join(repository, 'k6/scenarios/continuous-wallet-stress.ts')
      try {
        await promisify(execFile)(binary, ['run', '--duration', '12s', '--vus', '5', script], {
          env: { ...process.env, WALLET_SERVICE_URL: server.url },
        }).catch(() => undefined)
        expect(server.answered.get('POST /api/v1/wallets 201')).toBeGreaterThanOrEqual(5)
        expect(server.answered.get('POST /api/v1/wallets 201')).toBeLessThanOrEqual(7)
      } finally {
        await server.close()
      }
    }
  })
})
