import { randomBytes } from 'node:crypto'
import { chmod, chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { exitCode, Failure } from '../../src/model/failure.ts'
import { run } from '../run.ts'
import { isRunning } from './identity.ts'
import { tail } from './log-file.ts'
import { installPostgres, type PostgresBinaries } from './postgres-binaries.ts'
import { type Launch, type Launched, launch } from './process.ts'
import { databaseUser, makeReachable, requireReachable, type ServerUser } from './reachable.ts'

/** Where a database server lives and how it behaves. */
export interface PostgresOptions {
  /** Holds the programs; as root it must be reachable by every user (`/var/cache/sidelight`). */
  readonly cacheDirectory: string
  /** Holds the cluster, its password and, unless told otherwise, its log. Created when missing; kept when stopped. */
  readonly dataDirectory: string
  /** On 127.0.0.1, the only address it listens on. There is no Unix socket. */
  readonly port: number
  /** Whether a commit is on disk before it is answered (default). Tests may do without. */
  readonly durable?: boolean
  /** Whether the server ends when this process ends, however that happens (default). */
  readonly tied?: boolean
  readonly logFile?: string
  readonly identityFile?: string
  /** Aborts the start; what was started is ended. */
  readonly interrupted?: AbortSignal
}

/** A running database server. */
export interface Postgres {
  /** With the password, which is made for this cluster: print it nowhere. */
  readonly url: string
  readonly version: string
  readonly pid: number
  stop(): Promise<void>
}

const environment = { LC_ALL: 'C', PATH: '/usr/bin:/bin' }

async function initialise(
  binaries: PostgresBinaries,
  flags: readonly string[],
  directory: string,
  user: ServerUser | undefined,
): Promise<void> {
  const { code, output } = await run(binaries.initdb, flags, { directory, environment, user })
  if (code === 0) return
  throw new Failure(
    `initdb failed in ${directory}:\n${output.trim()}`,
    'See the last lines above.',
    exitCode.unmeasured,
  )
}

async function readOrMakePassword(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return known.trim()
  const password = randomBytes(18).toString('base64url')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return password
}

async function createCluster(
  binaries: PostgresBinaries,
  options: PostgresOptions,
  user: ServerUser | undefined,
): Promise<void> {
  const cluster = join(options.dataDirectory, 'cluster')
  if (await stat(cluster).catch(() => undefined)) return
  // Made aside and renamed: an interrupted initdb must not be taken for a cluster.
  const partial = join(options.dataDirectory, `cluster.partial`)
  const passwordFile = join(options.dataDirectory, 'password')
  await rm(partial, { recursive: true, force: true })
  await rm(passwordFile, { force: true })
  await readOrMakePassword(passwordFile)
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid)
  const flags = [
    `--pgdata=${partial}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    ...(options.durable === false ? ['--no-sync'] : []),
  ]
  await initialise(binaries, flags, options.dataDirectory, user)
  await rename(partial, cluster)
}

function serverFlags({ dataDirectory, port, durable }: PostgresOptions): string[] {
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'max_connections=100']
  if (durable === false) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  return ['-D', join(dataDirectory, 'cluster'), ...settings.flatMap((setting) => ['-c', setting])]
}

/** Whether the server of this process takes connections: the eighth line of its lock file says so, as to PostgreSQL's own tools. */
export async function takesConnections(dataDirectory: string, pid: number): Promise<boolean> {
  const text = await readFile(join(dataDirectory, 'cluster/postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
}

async function untilReady(options: PostgresOptions, server: Launched, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    if (options.interrupted?.aborted)
      throw new Failure('the start of PostgreSQL was interrupted', 'Start it again.', exitCode.interrupted)
    if (await takesConnections(options.dataDirectory, server.identity.pid)) return
    if (!isRunning(server.identity)) break
    await pause(50)
  }
  throw new Failure(
    `PostgreSQL did not start on port ${options.port}. Its log ends with:\n${await tail(logFile, 15)}`,
    `Read ${logFile}.`,
    exitCode.unmeasured,
  )
}

/**
 * Makes programs and cluster ready and says how the server is launched, without launching it. The stack's supervisor
 * launches it itself.
 */
export async function preparePostgres(
  options: PostgresOptions,
): Promise<{ launch: Launch; url: string; version: string }> {
  const { dataDirectory } = options
  const user = databaseUser()
  const binaries = await installPostgres(options.cacheDirectory)
  await makeReachable(dataDirectory)
  if (user === undefined) await chmod(dataDirectory, 0o700)
  else {
    requireReachable(dataDirectory, user)
    requireReachable(binaries.postgres, user)
    await chown(dataDirectory, user.uid, user.gid)
  }
  await createCluster(binaries, options, user)
  const password = await readOrMakePassword(join(dataDirectory, 'password'))
  return {
    launch: {
      command: binaries.postgres,
      args: serverFlags(options),
      directory: dataDirectory,
      environment,
      logFile: options.logFile ?? join(dataDirectory, 'postgres.log'),
      identityFile: options.identityFile ?? join(dataDirectory, 'identity'),
      tied: options.tied ?? true,
      user,
    },
    url: `postgres://postgres:${password}@127.0.0.1:${options.port}/postgres`,
    version: binaries.version,
  }
}

/**
 * Starts a real PostgreSQL and resolves when it takes connections. As root it runs as the user `postgres`. Throws a
 * Failure with the end of its log when it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const prepared = await preparePostgres(options)
  const server = await launch(prepared.launch)
  const stop = () => server.stop('SIGINT', 30_000)
  try {
    await untilReady(options, server, prepared.launch.logFile)
  } catch (problem) {
    await stop()
    throw problem
  }
  return { url: prepared.url, version: prepared.version, pid: server.identity.pid, stop }
}
