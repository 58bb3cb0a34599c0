import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { isRunning, startOf } from './identity.ts'
import { freePort } from './ports.ts'
import { type Postgres, startPostgres } from './postgres.ts'

const cache = inject('cacheDirectory')
let scratch: string
let port: number
let database: Postgres

async function ask(url: string, question: string): Promise<Record<string, unknown> | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(question)).rows[0]
  } finally {
    await client.end()
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20)
}

beforeAll(async () => {
  await mkdir(cache, { recursive: true })
  // Below the cache folder: as root, the database's own user must be able to go there.
  scratch = await mkdtemp(join(cache, 'test-postgres-'))
  await chmod(scratch, 0o755)
  port = await freePort()
  database = await startPostgres({ cacheDirectory: cache, dataDirectory: join(scratch, 'one'), port })
})

afterAll(async () => {
  await database?.stop()
  await rm(scratch, { recursive: true, force: true })
})

test('it is PostgreSQL 18, on loopback alone, with durable commits and without a socket file', async () => {
  const answer = await ask(
    database.url,
    `select current_setting('server_version') as version, current_setting('listen_addresses') as addresses,
            current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits,
            current_setting('unix_socket_directories') as sockets, current_setting('server_encoding') as encoding`,
  )
  expect(answer).toMatchObject({ addresses: '127.0.0.1', fsync: 'on', commits: 'on', sockets: '', encoding: 'UTF8' })
  expect(answer?.['version']).toMatch(/^18\./)
})

test.runIf(process.platform === 'linux')('it never runs as root', async () => {
  const { uid } = await stat(`/proc/${database.pid}`)
  expect(uid).not.toBe(0)
})

test('a wrong password is refused', async () => {
  const wrong = database.url.replace(/:[^:@]+@/, ':wrong@')
  await expect(ask(wrong, 'select 1')).rejects.toThrow(/password authentication failed/)
})

test('what was written is there after a stop and a start, under the same password', async () => {
  await ask(database.url, 'create table kept (value int)')
  await ask(database.url, 'insert into kept values (42)')
  await database.stop()
  expect(startOf(database.pid)).toBeUndefined()
  database = await startPostgres({ cacheDirectory: cache, dataDirectory: join(scratch, 'one'), port })
  expect(await ask(database.url, 'select value from kept')).toEqual({ value: 42 })
})

test('without durability a server for tests skips the disk', async () => {
  const volatile = await startPostgres({
    cacheDirectory: cache,
    dataDirectory: join(scratch, 'volatile'),
    port: await freePort(),
    durable: false,
  })
  const answer = await ask(volatile.url, `select current_setting('fsync') as fsync`)
  await volatile.stop()
  expect(answer).toEqual({ fsync: 'off' })
})

test('a taken port is told with the end of the log, and leaves nothing behind', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => squatter.once('listening', resolve))
  const taken = (squatter.address() as { port: number }).port
  const dataDirectory = join(scratch, 'taken')
  await expect(startPostgres({ cacheDirectory: cache, dataDirectory, port: taken })).rejects.toMatchObject({
    name: 'Failure',
    message: expect.stringContaining('could not bind IPv4 address'),
  })
  squatter.close()
  const pid = Number((await readFile(join(dataDirectory, 'identity'), 'utf8')).split(' ')[0])
  expect(startOf(pid)).toBeUndefined()
})

test('it ends with the process that started it, even when that is killed', async () => {
  // The bundle stands in the repository, where its imports are found.
  const bundle = join(import.meta.dirname, '../../node_modules/.cache', `postgres-parent-${process.pid}.mjs`)
  await build({
    stdin: {
      contents: `
        import { startPostgres } from './postgres.ts'
        import { freePort } from './ports.ts'
        const [cacheDirectory, dataDirectory] = process.argv.slice(2)
        const { pid } = await startPostgres({ cacheDirectory, dataDirectory, port: await freePort(), durable: false })
        console.log(pid)
        setInterval(() => undefined, 1000)`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: bundle,
  })
  const parent = spawn(process.execPath, [bundle, cache, join(scratch, 'tied')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = Number(await new Promise((resolve) => parent.stdout.once('data', (chunk) => resolve(String(chunk)))))
  await rm(bundle)
  const identity = { pid, started: startOf(pid) ?? 'never' }
  expect(isRunning(identity)).toBe(true)
  parent.kill('SIGKILL')
  await until(() => !isRunning(identity))
})
