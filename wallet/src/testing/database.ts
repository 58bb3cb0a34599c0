import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { freePort } from '../../../monitoring/stack/ports.ts'
import { startPostgres } from '../../../monitoring/stack/postgres.ts'

/** A real PostgreSQL of a test's own. */
export interface TestDatabase {
  readonly url: string
  /** Asks it directly, past the service. */
  ask<Row>(question: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /** Stops it and deletes its data. */
  stop(): Promise<void>
}

/** Starts an empty PostgreSQL on a free port of 127.0.0.1. */
export async function startDatabase(cacheDirectory: string): Promise<TestDatabase> {
  await mkdir(cacheDirectory, { recursive: true })
  // Below the cache folder: as root, the database's own user must be able to go there.
  const dataDirectory = await mkdtemp(join(cacheDirectory, 'test-wallet-'))
  await chmod(dataDirectory, 0o755)
  const server = await startPostgres({ cacheDirectory, dataDirectory, port: await freePort(), durable: false })
  return {
    url: server.url,
    ask: async <Row>(question: string, values: readonly unknown[] = []) => {
      const client = new Client({ connectionString: server.url })
      await client.connect()
      try {
        return (await client.query(question, [...values])).rows as Row[]
      } finally {
        await client.end()
      }
    },
    stop: async () => {
      await server.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
