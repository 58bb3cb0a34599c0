import type { AddressInfo } from 'node:net'
import { createApplication } from './application.ts'
import type { Configuration } from './configuration.ts'
import { openDatabase } from './database.ts'
import { faultInjection } from './fault-injection.ts'

/** An instance of the service. */
export interface WalletService {
  readonly url: string
  /** Resolves once the database is there and its schema is up to date; rejects when that cannot be had. */
  readonly prepared: Promise<void>
  /** Stops accepting, finishes what was accepted, and closes the connections to the database. */
  stop(): Promise<void>
}

/** How patient an instance is. */
export interface Patience {
  /** How often the start tries to reach the database, half a second apart: a minute by default. */
  readonly startAttempts?: number
  /** How long idle connections stay open while the service stops. */
  readonly drainMilliseconds?: number
  /** When whatever is still in flight while the service stops is cut off. */
  readonly stopMilliseconds?: number
}

/**
 * Starts the service. It answers at once, though with 503 until `prepared` resolves. Throws what `listen` throws, such as
 * EADDRINUSE.
 */
export async function startWalletService(
  configuration: Configuration,
  patience: Patience = {},
): Promise<WalletService> {
  const { startAttempts = 120, drainMilliseconds = 500, stopMilliseconds = 10_000 } = patience
  const { databaseUrl, databasePoolMax, logLevel, host, port } = configuration
  let stopped: Promise<void> | undefined
  const database = openDatabase({
    databaseUrl,
    databasePoolMax,
    startAttempts,
    onProblem: (problem) => app.log.warn({ err: problem }, 'the database is away'),
  })
  const injection = faultInjection(configuration, {
    leaveConnections: database.leaveConnections,
    onChange: (faults) => app.log.warn({ faults }, 'faults are injected on purpose'),
    onProblem: (problem) => app.log.error({ err: problem }, 'the file of faults says none'),
  })
  const app = createApplication({
    database,
    logLevel,
    drainMilliseconds,
    isStopping: () => stopped !== undefined,
    beforeOperation: injection?.beforeOperation,
  })
  await app.listen({ host, port })
  injection?.start()
  const address = app.server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address

  async function stop(): Promise<void> {
    injection?.stop()
    const deadline = setTimeout(() => app.server.closeAllConnections(), stopMilliseconds)
    await app.close()
    clearTimeout(deadline)
    await database.close()
  }
  const prepared = database.prepare()
  // Whoever is interested awaits it; nobody has to.
  prepared.catch(() => undefined)
  return {
    url: `http://${name}:${address.port}`,
    prepared,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}
