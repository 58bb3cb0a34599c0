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
  /** Locks a wallet, so that movements of it wait, and gives what releases it. */
  lock(walletId: string): Promise<() => Promise<void>>
  /** How many movements wait for a lock. */
  waiting(): Promise<number>
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
  async function open(): Promise<Client> {
    const client = new Client({ connectionString: server.url })
    await client.connect()
    return client
  }
  async function ask<Row>(question: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const client = await open()
    try {
      return (await client.query(question, [...values])).rows as Row[]
    } finally {
      await client.end()
    }
  }
  return {
    url: server.url,
    ask,
    lock: async (walletId) => {
      const client = await open()
      await client.query('begin')
      await client.query('select 1 from wallets where id = $1 for update', [walletId])
      return () => client.end()
    },
    waiting: async () => (await ask("select 1 from pg_stat_activity where wait_event_type = 'Lock'")).length,
    stop: async () => {
      await server.stop()
      await rm(dataDirectory, { recursive: true, force: true })
    },
  }
}
