import { Client } from 'pg'
import { ConfigurationError } from './configuration.ts'
import { migrations } from './migrations.ts'

/** Any constant will do: it keeps two instances that start at once from changing the schema at once. */
const advisoryLock = 6_177_301_244

async function migrate(client: Client): Promise<void> {
  await client.query(`set lock_timeout = '30s'`)
  await client.query('select pg_advisory_lock($1)', [advisoryLock])
  await client.query(
    'create table if not exists schema_versions (version int primary key, applied_at timestamptz not null default now())',
  )
  const { rows } = await client.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from schema_versions',
  )
  const present = rows[0]?.version ?? 0
  if (present > migrations.length) {
    throw new ConfigurationError(
      `The database has schema version ${present}, and this service knows ${migrations.length}: start a newer service.`,
    )
  }
  for (const [index, step] of migrations.entries()) {
    const version = index + 1
    if (version <= present) continue
    await client.query('begin')
    await client.query(step)
    await client.query('insert into schema_versions (version) values ($1)', [version])
    await client.query('commit')
  }
}

/**
 * Creates the schema or brings it up to date, once for all instances that start at the same time. Throws what the
 * database throws, and a ConfigurationError when the schema is newer than this service. A step that fails leaves nothing.
 */
export async function upgradeSchema(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2000, query_timeout: 60_000 })
  // Without a listener, a connection that is lost between two queries would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await migrate(client)
  } finally {
    // Ends the session, and with it an open transaction and the lock.
    await client.end().catch(() => undefined)
  }
}
