import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createWallet, patient } from './testing/client.ts'
import { startDatabase, type TestDatabase } from './testing/database.ts'

const directory = fileURLToPath(new URL('../../', import.meta.url))
// Inside the repository, so that the bundle finds its packages.
const built = join(directory, 'node_modules/.cache', `wallet-service-${process.pid}`)
const program = join(built, 'server.js')
let database: TestDatabase

beforeAll(async () => {
  await mkdir(built, { recursive: true })
  const entry = join(directory, 'wallet/src/main.ts')
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external' } as const
  await build({ ...options, entryPoints: [entry], outfile: join(built, 'server.js') })
  database = await startDatabase(inject('cacheDirectory'))
})

afterAll(async () => {
  await database?.stop()
  await rm(built, { recursive: true, force: true })
})

interface Process {
  readonly child: ChildProcess
  readonly exit: Promise<number | NodeJS.Signals>
  stderr(): string
}

function start(environment: Readonly<Record<string, string>>): Process {
  const child = spawn(process.execPath, [program], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const exit = once(child, 'exit').then(([code, signal]): number | NodeJS.Signals => code ?? signal)
  return { child, exit, stderr: () => stderr }
}

/** Starts the service as its own process and waits until it is ready. */
async function startReady(): Promise<Process & { base: string }> {
  const service = start({ PORT: '0', DATABASE_URL: database.url })
  if (service.child.stdout === null) throw new Error('the standard output is piped')
  let base = ''
  for await (const line of createInterface(service.child.stdout)) {
    base = /listening at (\S+)/.exec(line)?.[1] ?? base
    if (line.endsWith('ready')) return { ...service, base }
  }
  throw new Error(`the service ended before it was ready: ${service.stderr()}`)
}

type Outcome = number | 'refused' | 'lost'

/** One request; `refused` when no connection was accepted, `lost` when one was and no whole answer came over it. */
function post(agent: Agent, url: string, body: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
      response.on('error', () => resolve('lost'))
    })
    outgoing.on('error', (problem: NodeJS.ErrnoException) =>
      resolve(problem.code === 'ECONNREFUSED' ? 'refused' : 'lost'),
    )
    outgoing.end(body)
  })
}

/** Deposits without pause until the service refuses, and gives how each of the requests ended. */
async function depositUntilRefused(agent: Agent, base: string, id: string, name: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  while (!outcomes.includes('refused')) {
    const body = JSON.stringify({ amount: 1, referenceId: `${name}-${outcomes.length}` })
    outcomes.push(await post(agent, `${base}/api/v1/wallets/${id}/deposit`, body))
  }
  return outcomes
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s in the middle of a load loses no accepted request', async (signal) => {
  const { child, exit, base, stderr } = await startReady()
  const id = await createWallet(base)
  const agent = new Agent({ keepAlive: true })
  const load = Promise.all(Array.from({ length: 16 }, (_, index) => depositUntilRefused(agent, base, id, `u${index}`)))
  await expect
    .poll(async () => (await database.ask('select 1 from entries where wallet_id = $1', [id])).length, patient)
    .toBeGreaterThan(200)
  child.kill(signal)
  const outcomes = (await load).flat()
  expect(await exit).toBe(0)
  expect(stderr()).toBe('')
  const answered = outcomes.filter((outcome) => outcome !== 'refused')
  expect(answered.filter((outcome) => outcome !== 201)).toEqual([])
  // What was answered was done, and nothing else was.
  const [wallet] = await database.ask<{ balance: string }>('select balance from wallets where id = $1', [id])
  expect(wallet?.balance).toBe(String(answered.length * 100))
})

test('while it stops it is not ready, and idle connections do not hold it up', async () => {
  const { child, exit, base } = await startReady()
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  expect(await get(agent, `${base}/q/health/ready`)).toMatchObject({ status: 200, connection: 'keep-alive' })
  child.kill('SIGTERM')
  await expect.poll(() => post(new Agent(), `${base}/api/v1/wallets`, '{"userId":"a"}'), patient).toBe('refused')
  expect(await get(agent, `${base}/q/health/ready`)).toMatchObject({ status: 503, connection: 'close' })
  expect(await exit).toBe(0)
})

function get(agent: Agent, url: string): Promise<{ status: number | undefined; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }))
    })
      .on('error', reject)
      .end()
  })
}

test('a request that takes long is answered, and its connection does not hold up the end', async () => {
  const { child, exit, base } = await startReady()
  const id = await createWallet(base)
  const release = await database.lock(id)
  const body = JSON.stringify({ amount: 1, referenceId: 'slow' })
  const headers = { 'content-type': 'application/json' }
  const slow = fetch(`${base}/api/v1/wallets/${id}/deposit`, { method: 'POST', headers, body })
  await expect.poll(database.waiting, patient).toBe(1)
  child.kill('SIGTERM')
  // Longer than idle connections are kept: by then nothing but the answer itself can close this one.
  await pause(800)
  await release()
  const answer = await slow
  expect([answer.status, answer.headers.get('connection')]).toEqual([201, 'close'])
  expect(await exit).toBe(0)
})

test('a stop while it still waits for the database is no failure', async () => {
  const { child, exit } = start({ PORT: '0', DATABASE_URL: 'postgres://x:y@127.0.0.1:1/x', LOG_LEVEL: 'silent' })
  if (child.stdout === null) throw new Error('the standard output is piped')
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
})

test.each([
  [{}, 2, 'DATABASE_URL is not set'],
  [{ DATABASE_URL: 'postgres://x:y@127.0.0.1:1/x', PORT: 'x' }, 2, 'PORT is "x"'],
])('a mistake in the environment ends it with words, not a stack: %j', async (environment, code, words) => {
  const { exit, stderr } = start(environment as Record<string, string>)
  expect(await exit).toBe(code)
  expect(stderr()).toContain(`wallet-service: ${words}`)
  expect(stderr().trim().split('\n')).toHaveLength(1)
})
