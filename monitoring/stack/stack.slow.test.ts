import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { programsOnPath } from '../tools/tools.ts'
import { identityFile, stackFolders } from './folders.ts'
import type { StackPorts } from './parts.ts'
import type { StackOptions } from './plan.ts'
import { startStack, stopStack } from './stack.ts'
import { stackStatus } from './status.ts'
import {
  freePorts,
  makeRepository,
  processesNaming,
  removeRepository,
  service,
  stackOptions,
} from './testing/working-repository.ts'

const cacheDirectory = inject('cacheDirectory')
// Go tells the versions of tools that it built.
const go = await programsOnPath('go', process.env)
const toolFolders = [...new Set([...Object.values(inject('tools')), ...go].map(dirname))]
let directory: string
let ports: StackPorts
let options: StackOptions

const folders = () => stackFolders(directory, cacheDirectory)
const conditions = async () =>
  Object.fromEntries((await stackStatus(folders())).map(({ name, condition }) => [name, condition]))
const pids = async () => Object.fromEntries((await stackStatus(folders())).map(({ name, pid }) => [name, pid]))
const text = async (url: string) => (await fetch(url)).text()
const leftBehind = () => processesNaming(directory, folders().database)

async function until<Value>(ask: () => Promise<Value>, isEnough: (value: Value) => boolean): Promise<Value> {
  for (;;) {
    const value = await ask()
    if (isEnough(value)) return value
    await pause(100)
  }
}

async function rule(name: string, expression: string): Promise<void> {
  const folder = join(directory, 'generated/alerts/wallet')
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'one.rules.yml'),
    `groups: [{ name: one, rules: [{ alert: ${name}, expr: '${expression}', labels: { severity: page, service: wallet, tier: '1' } }] }]\n`,
  )
}

async function setUp(): Promise<void> {
  directory = await makeRepository()
  ports = await freePorts()
  options = stackOptions(directory, ports, { cacheDirectory, toolFolders })
}

async function tearDown(): Promise<void> {
  await stopStack(directory, cacheDirectory, { volumes: true })
  const left = await leftBehind()
  await removeRepository(directory, folders().database)
  expect(left).toEqual([])
}

describe('a stack that is up', () => {
  beforeAll(async () => {
    await setUp()
    await startStack(options)
  })
  afterAll(tearDown)

  test('works: every part is up, and Prometheus sees the service, itself and Alertmanager', async () => {
    expect(await conditions()).toEqual({ postgres: 'up', prometheus: 'up', alertmanager: 'up', 'wallet-service': 'up' })
    const targets = async () =>
      JSON.parse(await text(`http://127.0.0.1:${ports.prometheus}/api/v1/targets`)) as {
        data: { activeTargets: { labels: Record<string, string>; health: string }[] }
      }
    const { data } = await until(
      targets,
      ({ data: { activeTargets } }) => activeTargets.filter(({ health }) => health === 'up').length === 3,
    )
    const labels = data.activeTargets.map((target) => `${target.labels['job']} ${target.labels['service'] ?? '-'}`)
    expect(labels.sort()).toEqual(['alertmanager -', 'prometheus -', 'wallet-service wallet'])
  })

  test('is left alone by another start, and by the stop of that start', async () => {
    const before = await pids()
    const again = await startStack(options)
    expect(again.started).toEqual([])
    await again.stop()
    expect(await pids()).toEqual(before)
  })

  test('keeps its ports when the next start asks for none', async () => {
    expect((await startStack({ ...options, ports: {} })).started).toEqual([])
  })

  test('shows no secret in what it keeps on record', async () => {
    const url = await text(`http://127.0.0.1:${ports['wallet-service']}/database`)
    const password = new URL(url).password
    expect(password.length).toBeGreaterThan(10)
    expect(await readFile(folders().state, 'utf8')).not.toContain(password)
  })

  test('shows a part that crashed later, with its last words; the next start starts that one alone', async () => {
    await fetch(`http://127.0.0.1:${ports['wallet-service']}/crash`).catch(() => undefined)
    const crashed = (await stackStatus(folders())).find(({ name }) => name === 'wallet-service')
    expect(crashed).toMatchObject({ condition: 'crashed', lastWords: expect.stringContaining('crashing as asked') })
    expect((await startStack({ ...options, ports: {} })).started).toEqual(['wallet-service'])
    expect(await conditions()).toMatchObject({ 'wallet-service': 'up' })
  })

  test('starts anew what changed, and nothing else', async () => {
    await writeFile(join(directory, 'wallet/dist/server.js'), `${service}\n// changed`)
    expect((await startStack(options)).started).toEqual(['wallet-service'])
  })

  test('reads changed rules without a new process, and delivers what they say to the webhook', {
    timeout: 60_000,
  }, async () => {
    const delivered: string[] = []
    const webhook = createServer((request, response) => {
      request.on('data', (chunk) => delivered.push(String(chunk))).on('end', () => response.end())
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => webhook.once('listening', resolve))
    const address = `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/hook`
    const before = await pids()
    await rule('SomethingIsUp', 'vector(1)')
    const { started } = await startStack({
      ...options,
      environment: { ...options.environment, ALERT_WEBHOOK_URL: address },
    })
    expect(started).toEqual([])
    expect(await pids()).toEqual(before)
    expect(await text(`http://127.0.0.1:${ports.prometheus}/api/v1/rules`)).toContain('SomethingIsUp')
    await until(
      async () => delivered.join(''),
      (body) => body.includes('SomethingIsUp'),
    )
    webhook.close()
  })

  test('refuses broken rules in words, goes on with the old ones, and says so again until they are mended', async () => {
    await rule('Broken', 'sum by (up')
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(startStack(options)).rejects.toMatchObject({
        name: 'Failure',
        message: expect.stringContaining('unclosed left parenthesis'),
      })
      expect(await text(`http://127.0.0.1:${ports.prometheus}/api/v1/rules`)).toContain('SomethingIsUp')
    }
    await rule('SomethingElseIsUp', 'vector(1)')
    await startStack(options)
    expect(await text(`http://127.0.0.1:${ports.prometheus}/api/v1/rules`)).toContain('SomethingElseIsUp')
  })

  test('leaves alone a stranger that was given the number of a part that crashed', async () => {
    const stranger = `${process.pid} of another time\n`
    const file = identityFile(folders(), 'grafana')
    await writeFile(file, stranger)
    expect(await stopStack(directory, cacheDirectory)).toEqual([
      'wallet-service',
      'alertmanager',
      'prometheus',
      'postgres',
    ])
    expect(await leftBehind()).toEqual([])
    expect(await stackStatus(folders())).toEqual([])
  })

  test('keeps its data over a stop, and none with volumes', async () => {
    const { stop } = await startStack(options)
    await stop()
    expect(await leftBehind()).toEqual([])
    await stopStack(directory, cacheDirectory, { volumes: true })
    await expect(readFile(join(folders().database, 'password'))).rejects.toThrow(/ENOENT/)
  })
})

describe('a start that cannot succeed', () => {
  beforeAll(setUp)
  afterAll(tearDown)

  test('names the taken port, its owner and the option, before anything starts', async () => {
    const squatter = createServer().listen(ports.prometheus, '127.0.0.1')
    await new Promise((resolve) => squatter.once('listening', resolve))
    await expect(startStack(options)).rejects.toMatchObject({
      message: expect.stringMatching(
        `port ${ports.prometheus}, which prometheus needs, is taken by process ${process.pid} `,
      ),
      mend: expect.stringContaining('--port-prometheus <port> (or SIDELIGHT_PORT_PROMETHEUS)'),
      code: 2,
    })
    await new Promise((resolve) => squatter.close(resolve))
    expect(await stackStatus(folders())).toEqual([])
  })

  test('tells one port for two parts', async () => {
    const same = { ...options, ports: { ...ports, prometheus: ports.alertmanager } }
    await expect(startStack(same)).rejects.toThrow(/asked for by two parts/)
  })

  test('ends with the last words of the part that failed, and ends what it had started', async () => {
    const broken = { ...options, environment: { ...options.environment, LOG_LEVEL: 'broken' } }
    await expect(startStack(broken)).rejects.toMatchObject({
      message: expect.stringMatching(/wallet-service ended while it started.*the disk is on fire/s),
      code: 3,
    })
    expect(await leftBehind()).toEqual([])
  })

  test('asks for the generated files where there are none', async () => {
    await rm(join(directory, 'generated/alerts/fleet/alertmanager.yml'))
    await expect(startStack(options)).rejects.toMatchObject({ mend: expect.stringContaining('sidelight generate') })
  })
})

describe('other surroundings', () => {
  beforeAll(setUp)
  afterAll(tearDown)

  test('a database of one’s own is used, and none is started', async () => {
    const DATABASE_URL = 'postgres://someone:secret@127.0.0.1:1/mine'
    const stack = await startStack({ ...options, environment: { ...options.environment, DATABASE_URL } })
    expect(stack.parts).toEqual(['prometheus', 'alertmanager', 'wallet-service'])
    expect(await text(`http://127.0.0.1:${ports['wallet-service']}/database`)).toBe(DATABASE_URL)
    await stack.stop()
  })

  test('a repository without the reference service watches its services where they are', async () => {
    await rm(join(directory, 'wallet'), { recursive: true })
    const stack = await startStack(options)
    expect(stack.parts).toEqual(['prometheus', 'alertmanager'])
    expect(stack.endpoints).toMatchObject({ service: undefined, database: undefined, grafana: undefined })
    await stack.stop()
  })

  test('a grafana on the PATH runs with the provisioning of the containers, and nobody can log in without a password', async () => {
    const home = join(directory, 'grafana')
    await mkdir(join(home, 'bin'), { recursive: true })
    await mkdir(join(home, 'conf'))
    await writeFile(join(home, 'conf/defaults.ini'), '')
    const program = `#!${process.execPath}
require('node:http').createServer((_, response) => response.end(JSON.stringify({ arguments: process.argv.slice(2), environment: process.env })))
  .listen(Number(process.env.GF_SERVER_HTTP_PORT), process.env.GF_SERVER_HTTP_ADDR)`
    await writeFile(join(home, 'bin/grafana'), program, { mode: 0o755 })
    const PATH = `${join(home, 'bin')}:${options.environment['PATH']}`
    const stack = await startStack({ ...options, environment: { ...options.environment, PATH } })
    const seen = JSON.parse(await text(`${stack.endpoints.grafana}/`)) as {
      arguments: string[]
      environment: Record<string, string>
    }
    await stack.stop()
    expect(seen.arguments).toEqual(['server', `--homepath=${home}`])
    expect(seen.environment).toMatchObject({
      PROMETHEUS_URL: `http://127.0.0.1:${ports.prometheus}`,
      DASHBOARDS_PATH: join(directory, 'generated/dashboards'),
      GF_PATHS_PROVISIONING: join(options.packageDirectory, 'monitoring/grafana/provisioning'),
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
    })
    expect(seen.environment['GF_SECURITY_ADMIN_PASSWORD']?.length).toBeGreaterThan(20)
  })
})
