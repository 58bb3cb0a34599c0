import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type PrometheusServer, startPrometheus } from '../clients/testing/prometheus-server.ts'
import { startWalletServer, type WalletServer } from '../clients/testing/wallet-server.ts'
import { exitCode } from '../model/failure.ts'
import { lasting, loadBench, scenario } from './testing/load-bench.ts'

let service: WalletServer
let prometheus: PrometheusServer
beforeAll(async () => {
  service = await startWalletServer()
  prometheus = await startPrometheus({ binary: inject('tools').prometheus })
})
afterAll(() => Promise.all([service.close(), prometheus.stop()]))

test('a run whose results find no place in the end still prints its verdict', async () => {
  const bench = await loadBench({ WALLET_SERVICE_URL: service.url, PROMETHEUS_URL: prometheus.url })
  await mkdir(join(bench.results, 'current', scenario), { recursive: true })
  await writeFile(join(bench.results, 'archive'), 'a file where the folder of earlier runs should be')
  await expect(bench.run({ k6: lasting('1s') })).rejects.toMatchObject({
    code: exitCode.usage,
    message: expect.stringContaining('cannot be written'),
  })
  expect(bench.output.stdout).toContain('Client and service, side by side')
  await bench.remove()
})
