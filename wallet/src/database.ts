import { setTimeout as pause } from 'node:timers/promises'
import { Pool, type QueryResultRow } from 'pg'
import { ConfigurationError } from './configuration.ts'
import { databaseError, isTransient } from './database-errors.ts'
import { Unavailable } from './errors.ts'
import { heldConnections } from './held-connections.ts'
import { upgradeSchema } from './schema.ts'

/** A statement that each connection prepares once. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** How full the pool is. */
export interface PoolState {
  readonly inUse: number
  readonly idle: number
  readonly waiting: number
  readonly max: number
}

/** The service's way to PostgreSQL. */
export interface Database {
  /** One round trip. Throws an Unavailable when the database is away or too slow, within about three seconds. */
  query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]): Promise<readonly Row[]>
  /** Resolves when the database answers; throws within a second when it does not. Waits for no pooled connection. */
  check(): Promise<void>
  /** Waits for the database and brings its schema up to date. Throws what stood in the way after the last attempt. */
  prepare(): Promise<void>
  poolState(): PoolState
  /** Keeps all but so many connections of the pool away from queries, as a leak would; `Infinity` gives them back. */
  leaveConnections(amount: number): void
  /** Ends all connections, and the wait of `prepare` with the next attempt. */
  close(): Promise<void>
}

/** What the database needs of the configuration, and how patient it is. */
export interface DatabaseOptions {
  readonly databaseUrl: string
  readonly databasePoolMax: number
  /** How often the start tries to reach the database, half a second apart. */
  readonly startAttempts?: number
  /** Told why an attempt failed. */
  readonly onProblem: (problem: unknown) => void
}

const connectionWait = 2000
const statementTimeout = 2000
// The server ends a slow statement; a server that hangs does not, and is given up here.
const answerTimeout = 3000
const checkTimeout = 1000
const transientAttempts = 3

function createPool(
  url: string,
  max: number,
  wait: number,
  answer: number,
  onProblem: (problem: unknown) => void,
): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: 'wallet-service',
    connectionTimeoutMillis: wait,
    idleTimeoutMillis: 30_000,
    statement_timeout: statementTimeout,
    query_timeout: answer,
    keepAlive: true,
  })
  // A lost idle connection: the pool has dropped it, and the next request opens another.
  pool.on('error', onProblem)
  return pool
}

/** Makes the connection pools. Nothing is reached before `prepare`, and until it has succeeded queries are refused. */
export function openDatabase(options: DatabaseOptions): Database {
  const { databaseUrl, databasePoolMax: max, onProblem } = options
  const pool = createPool(databaseUrl, max, connectionWait, answerTimeout, onProblem)
  const checks = createPool(databaseUrl, 1, checkTimeout, checkTimeout, onProblem)
  const held = heldConnections(pool)
  let prepared = false
  let closed = false
  let running: Promise<void> | undefined

  async function prepare(): Promise<void> {
    for (let remaining = options.startAttempts ?? 120; !prepared; remaining -= 1) {
      try {
        await upgradeSchema(databaseUrl)
        prepared = true
      } catch (problem) {
        const lasting = problem instanceof ConfigurationError || !(databaseError(problem) instanceof Unavailable)
        if (lasting || closed || remaining <= 1) throw problem
        onProblem(problem)
        await pause(500)
      }
    }
  }

  async function query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]) {
    if (!prepared) throw new Unavailable('The database is not ready yet.', 'database')
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { rows } = await pool.query<Row>({ ...statement, values: [...values] })
        return rows
      } catch (problem) {
        if (!isTransient(problem) || attempt === transientAttempts) throw databaseError(problem)
      }
    }
  }

  async function checkOnce(): Promise<void> {
    if (!prepared) throw new Unavailable('The database is not ready yet.', 'database')
    try {
      await checks.query('select 1')
    } catch (problem) {
      throw databaseError(problem)
    }
  }

  return {
    prepare,
    query,
    // Checks that come together share one query: probes cannot pile up.
    check: () => {
      running ??= checkOnce().finally(() => {
        running = undefined
      })
      return running
    },
    poolState: () => ({
      inUse: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      max,
    }),
    leaveConnections: (amount) => held.hold(closed ? 0 : Math.max(0, max - amount)),
    close: async () => {
      closed = true
      held.hold(0)
      await Promise.all([pool.end(), checks.end()])
    },
  }
}
