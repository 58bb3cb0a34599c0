import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type PrometheusServer, startPrometheus } from '../clients/testing/prometheus-server.ts'
import { startWalletServer, type WalletServerOptions } from '../clients/testing/wallet-server.ts'
import type { ExitCode } from '../model/failure.ts'
import { exitCode } from '../model/failure.ts'
import { setupLoadTestCommand } from './setup-load-test.ts'
import { loadBench } from './testing/load-bench.ts'

let prometheus: PrometheusServer
beforeAll(async () => {
  prometheus = await startPrometheus({ binary: inject('tools').prometheus })
})
afterAll(() => prometheus.stop())

async function setUp(words: readonly string[], options: WalletServerOptions = {}, url?: string) {
  const server = await startWalletServer(options)
  const bench = await loadBench({
    WALLET_SERVICE_URL: url ?? server.url,
    PROMETHEUS_URL: prometheus.url,
  })
  let code: ExitCode | undefined
  const command = setupLoadTestCommand(bench.context, (result) => {
    code = result
  })
  await command.parseAsync(['--results-dir', bench.results, ...words], { from: 'user' })
  await Promise.all([server.close(), bench.remove()])
  return { code, output: bench.output.stdout, asked: server.asked }
}

describe('setup-load-test', () => {
  test('tries every operation once', async () => {
    const { code, output, asked } = await setUp([])
    expect(output).toMatch(/^historical-balance +ok +\d/m)
    expect(code).toBe(exitCode.held)
    expect(asked.length).toBeGreaterThanOrEqual(8)
    expect(asked.length).toBeLessThanOrEqual(10)
  })

  test('changes nothing with --check', async () => {
    const { code, output, asked } = await setUp(['--check'])
    expect(code).toBe(exitCode.held)
    expect(output).toMatch(/^service +ok +ready at/m)
    expect(asked).toEqual([])
  })

  test('names an operation that fails, and why', async () => {
    const { code, output } = await setUp([], { fault: { kind: 'unavailable', from: 3 } })
    expect(code).toBe(exitCode.broken)
    expect(output).toMatch(/^get +FAILED .*1 server-error/m)
  })

  test('says where nothing answers, and how to start it, and sends nothing', async () => {
    const { code, output, asked } = await setUp(['--json'], {}, 'http://127.0.0.1:1')
    expect(code).toBe(exitCode.unmeasured)
    const { checks, trial } = JSON.parse(output) as {
      checks: { subject: string; state: string; mend?: string }[]
      trial?: object
    }
    expect(checks.find(({ subject }) => subject === 'service')).toMatchObject({
      state: 'missing',
      mend: expect.stringContaining('stack up'),
    })
    expect(trial).toBeUndefined()
    expect(asked).toEqual([])
  })
})
