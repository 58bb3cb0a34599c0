import type { Database } from './database.ts'

interface Check {
  readonly name: string
  readonly status: 'UP' | 'DOWN'
  readonly data?: Readonly<Record<string, string>>
}

/** An answer of MicroProfile Health: 200 when every check is up, else 503. */
export interface Health {
  readonly status: 200 | 503
  readonly body: string
}

/** The three questions of MicroProfile Health. */
export interface HealthChecks {
  /** Whether the process works. Asks nobody else: a database that is away is no reason to restart the service. */
  live(): Promise<Health>
  /** Whether requests should be sent here. */
  ready(): Promise<Health>
  /** Both. */
  all(): Promise<Health>
}

function healthOf(checks: readonly Check[]): Health {
  const status = checks.every((check) => check.status === 'UP') ? 'UP' : 'DOWN'
  return { status: status === 'UP' ? 200 : 503, body: JSON.stringify({ status, checks }) }
}

async function databaseCheck(database: Database): Promise<Check> {
  try {
    await database.check()
    return { name: 'database', status: 'UP' }
  } catch (problem) {
    return { name: 'database', status: 'DOWN', data: { error: problem instanceof Error ? problem.message : 'unknown' } }
  }
}

/** The health of a service that is told to stop once `isStopping` says so. */
export function healthChecks(database: Database, isStopping: () => boolean): HealthChecks {
  const process: Check = { name: 'process', status: 'UP' }
  const readiness = async (): Promise<Check[]> => [
    { name: 'accepting-requests', status: isStopping() ? 'DOWN' : 'UP' },
    await databaseCheck(database),
  ]
  return {
    live: async () => healthOf([process]),
    ready: async () => healthOf(await readiness()),
    all: async () => healthOf([process, ...(await readiness())]),
  }
}
