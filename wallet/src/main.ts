import { ConfigurationError, readConfiguration } from './configuration.ts'
import { startWalletService } from './service.ts'

const exitCodes = { stopped: 0, failed: 1, usage: 2 } as const

function fail(problem: unknown): never {
  const { message, code } = Object(problem) as { message?: string; code?: string }
  // A connection that was refused on every address of a host comes with a code and no words.
  process.stderr.write(`wallet-service: ${message || code || String(problem)}\n`)
  process.exit(problem instanceof ConfigurationError ? exitCodes.usage : exitCodes.failed)
}

async function run(): Promise<void> {
  const service = await startWalletService(readConfiguration(process.env))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      service.stop().then(() => process.exit(exitCodes.stopped), fail)
    })
  }
  process.stdout.write(`wallet-service: listening at ${service.url}\n`)
  await service.prepared
  process.stdout.write('wallet-service: ready\n')
}

run().catch(fail)
