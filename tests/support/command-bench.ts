import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PrometheusServer, startPrometheus } from '../../src/clients/testing/prometheus-server.ts'
import {
  startWalletServer,
  type WalletServer,
  type WalletServerOptions,
} from '../../src/clients/testing/wallet-server.ts'
import { type Begun, begin, command, type Ended, repository } from './begun.ts'

/** A working repository of a definition of its own, a service that differs from the reference, and a real Prometheus. */
export interface CommandBench {
  readonly directory: string
  readonly results: string
  readonly service: WalletServer
  readonly prometheus: PrometheusServer
  /** Starts a program there. */
  start(program: string, words: readonly string[], environment?: Readonly<Record<string, string>>): Begun
  /** Runs `sidelight …` there to its end. */
  run(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>
  remove(): Promise<void>
}

/** `definition`: fields of the wallet's definition that are replaced, as source text. */
export async function commandBench(
  prometheusBinary: string,
  options: WalletServerOptions = {},
  definition = '',
): Promise<CommandBench> {
  const directory = await mkdtemp(join(tmpdir(), 'sidelight-command-'))
  const service = await startWalletServer(options)
  const scrape = { job: 'wallet-service', address: `127.0.0.1:${service.port}` }
  const prometheus = await startPrometheus({ binary: prometheusBinary, scrape })
  await mkdir(join(directory, 'services'))
  await writeFile(
    join(directory, 'services/index.ts'),
    `import { wallet } from '${repository}/services/wallet.ts'
     import { micrometer } from '${repository}/src/model/runtimes/micrometer.ts'
     import { noMetrics } from '${repository}/src/model/runtimes/no-metrics.ts'
     export const withoutHistogram = micrometer()
     export const nothing = noMetrics('Its vendor shows none.')
     export const fleet = [{ ...wallet, ${definition} }]`,
  )
  const results = join(directory, 'results')
  const start: CommandBench['start'] = (program, words, environment = {}) => {
    const addresses = { WALLET_SERVICE_URL: service.url, PROMETHEUS_URL: prometheus.url }
    return begin(program, words, {
      cwd: directory,
      env: { ...process.env, NO_COLOR: '1', ...addresses, ...environment },
    })
  }
  return {
    directory,
    results,
    service,
    prometheus,
    start,
    run: (words, environment) => start(process.execPath, [command, ...words], environment).ended,
    async remove() {
      await Promise.all([service.close(), prometheus.stop()])
      await rm(directory, { recursive: true, force: true })
    },
  }
}
