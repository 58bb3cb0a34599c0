import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { startDatabase, type TestDatabase } from '../../../wallet/src/testing/database.ts'
import { freePort, type PrometheusServer, startPrometheus } from '../../clients/testing/prometheus-server.ts'
import { repository } from './load-bench.ts'

/** The reference service with its database and a Prometheus that scrapes it, each to be lost at will. */
export interface WalletStack {
  readonly url: string
  readonly database: TestDatabase
  readonly prometheus: PrometheusServer
  /** The service takes connections and answers nothing any more, its health neither. */
  hangService(): void
  /** Ends the service at once, as a crash would. */
  killService(): Promise<void>
  stop(): Promise<void>
}

async function ready(url: string): Promise<void> {
  for (let waited = 0; waited < 300; waited++) {
    if (
      await fetch(`${url}/q/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await sleep(100)
  }
  throw new Error('the wallet service does not become ready')
}

/** A process of its own, so that its latency is not that of the test. */
async function startService(folder: string, port: number, databaseUrl: string): Promise<ChildProcess> {
  // Below the repository, where the service's dependencies are found.
  const outfile = join(folder, 'server.js')
  await build({
    entryPoints: [join(repository, 'wallet/src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  return spawn(process.execPath, [outfile], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: databaseUrl },
    stdio: 'ignore',
  })
}

/** Starts all three on free ports of loopback, with an empty database. */
export async function startWalletStack(prometheusBinary: string, cacheDirectory: string): Promise<WalletStack> {
  const port = await freePort()
  const folder = join(repository, '.sidelight', `test-wallet-${port}`)
  await mkdir(folder, { recursive: true })
  const database = await startDatabase(cacheDirectory)
  const service = await startService(folder, port, database.url)
  const ended = new Promise<void>((resolve) => service.once('close', () => resolve()))
  const killService = async () => {
    service.kill('SIGKILL')
    await ended
  }
  const url = `http://127.0.0.1:${port}`
  await ready(url)
  const prometheus = await startPrometheus({
    binary: prometheusBinary,
    scrape: { job: 'wallet-service', address: `127.0.0.1:${port}` },
  })
  // Rates need a few scrapes.
  await sleep(3_000)
  return {
    url,
    database,
    prometheus,
    hangService: () => void service.kill('SIGSTOP'),
    killService,
    async stop() {
      await killService()
      await Promise.all([database.stop(), prometheus.stop(), rm(folder, { recursive: true, force: true })])
    },
  }
}
