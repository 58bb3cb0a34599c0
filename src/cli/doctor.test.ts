import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { ExitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import { doctorCommand, variablesInForce } from './doctor.ts'
import { folderCheck, nodeCheck } from './doctor-checks.ts'

interface Answer {
  readonly code: ExitCode | undefined
  readonly output: string
}

let cache: string

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'sidelight-doctor-'))
})

afterAll(async () => {
  await rm(cache, { recursive: true, force: true })
})

const ownRepository = join(import.meta.dirname, '../..')

async function doctor(
  environment: Context['environment'],
  words: readonly string[] = [],
  directory = ownRepository,
): Promise<Answer> {
  let output = ''
  let code: ExitCode | undefined
  const write = (text: string) => {
    output += text
  }
  const stream = { write, isTerminal: false, columns: 80 }
  const context: Context = {
    directory,
    environment,
    stdout: stream,
    stderr: stream,
    interrupted: new AbortController().signal,
  }
  const command = doctorCommand(context, (result) => {
    code = result
  })
  await command.parseAsync([...words], { from: 'user' })
  return { code, output }
}

/** The subjects that are needed and missing. */
async function missing(environment: Context['environment']): Promise<string[]> {
  const { output } = await doctor(environment, ['--json'])
  const { checks } = JSON.parse(output) as { checks: { subject: string; state: string }[] }
  return checks.filter(({ state }) => state === 'missing').map(({ subject }) => subject)
}

test('without Go and without tools it names each tool, how to get it, and ends with 2', async () => {
  const { code, output } = await doctor({ PATH: '/nowhere', SIDELIGHT_CACHE: cache })
  expect(code).toBe(2)
  for (const name of Object.keys(inject('tools'))) expect(output).toMatch(new RegExp(`^${name} +MISSING`, 'm'))
  expect(output).toContain('install Go (https://go.dev/dl/) to have it built, or download it from')
})

test('with every tool in the cache it misses none of them', async () => {
  const names = await missing({ PATH: '/nowhere', SIDELIGHT_CACHE: inject('cacheDirectory') })
  // The machine of a developer has its tools on the PATH, perhaps, and not in the cache.
  const onPath = Object.entries(inject('tools')).filter(([, path]) => !path.startsWith(inject('cacheDirectory')))
  expect(names.filter((name) => name in inject('tools') && !onPath.some(([tool]) => tool === name))).toEqual([])
})

test('a repository without the reference service needs neither its database nor its port, but a definition', async () => {
  const { code, output } = await doctor({ PATH: '/nowhere', SIDELIGHT_CACHE: cache }, [], cache)
  expect(code).toBe(2)
  expect(output).toMatch(/^PostgreSQL +ok +not needed/m)
  expect(output).not.toContain('wallet-service')
  expect(output).toMatch(/^definition +MISSING +services\/index\.ts is not there/m)
})

test('a taken port is named with its owner and the way out', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const environment = { PATH: '/nowhere', SIDELIGHT_CACHE: cache, SIDELIGHT_PORT_PROMETHEUS: String(port) }
  const { output } = await doctor(environment)
  server.close()
  expect(output).toMatch(new RegExp(`port ${port} +MISSING +prometheus needs it; taken by process ${process.pid} `))
  expect(output).toContain('stack up --port-prometheus <port>, or SIDELIGHT_PORT_PROMETHEUS')
})

test('it shows which variables are in force, and of secrets only that they are set', async () => {
  const environment = {
    PATH: '/nowhere',
    SIDELIGHT_CACHE: cache,
    TEST_VUS: '7',
    PROMETHEUS_URL: 'http://user:planted-1@metrics.example:9090/path?token=planted-2',
    WALLET_SERVICE_URL: 'planted-3',
    GRAFANA_TOKEN: 'planted-4',
    DATABASE_URL: 'postgres://someone:planted-5@db/wallet',
    K6_PROMETHEUS_RW_PASSWORD: 'planted-6',
    ALERT_WEBHOOK_URL: 'https://hooks.example/planted-7',
    TEST_TOKEN: 'planted-8',
    TEST_MAX_RATE: '500/s',
  }
  const { output } = await doctor(environment)
  expect(output).not.toContain('planted')
  expect(output).toMatch(/TEST_VUS +7$/m)
  expect(output).toMatch(/TEST_MAX_RATE +500\/s$/m)
  expect(output).toMatch(/TEST_TOKEN +set$/m)
  expect(output).toMatch(/PROMETHEUS_URL +http:\/\/metrics\.example:9090\/path$/m)
  expect(variablesInForce(environment).map(([name]) => name)).not.toContain('PATH')
})

test.each([
  ['20.18.3', 'missing'],
  ['20.19.0', 'ok'],
  ['24.1.0', 'ok'],
])('Node %s is %s', (version, state) => {
  expect(nodeCheck(version).state).toBe(state)
})

test('a folder that does not exist yet is judged by the one that it will be made in; too little room is told', async () => {
  expect(await folderCheck('cache', join(cache, 'a/b/c'), 0)).toMatchObject({ state: 'ok' })
  expect(await folderCheck('cache', cache, 1e9)).toMatchObject({
    state: 'missing',
    mend: expect.stringContaining('make room'),
  })
})

test.runIf(process.getuid?.() !== 0)('a folder that this user cannot write is told', async () => {
  expect(await folderCheck('cache', '/usr/nowhere', 0)).toMatchObject({ state: 'missing' })
})
