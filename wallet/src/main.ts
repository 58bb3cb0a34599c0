import { ConfigurationError, readConfiguration } from './configuration.ts'
import { startWalletService, type WalletService } from './service.ts'

const exitCodes = { stopped: 0, failed: 1, usage: 2 } as const

function fail(problem: unknown): never {
  const { message, code } = Object(problem) as { message?: string; code?: string }
  // A connection that was refused on every address of a host comes with a code and no words.
  process.stderr.write(`wallet-service: ${message || code || String(problem)}\n`)
  process.exit(problem instanceof ConfigurationError ? exitCodes.usage : exitCodes.failed)
}

function stopOnSignal(service: WalletService): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      service.stop().then(() => process.exit(exitCodes.stopped), fail)
    })
  }
}

try {
  const service = await startWalletService(readConfiguration(process.env))
  stopOnSignal(service)
  process.stdout.write(`wallet-service: listening at ${service.url}\n`)
  await service.prepared
  process.stdout.write('wallet-service: ready\n')
} catch (problem) {
  fail(problem)
}
