import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Begun, begin, command, type Ended, repository } from './begun.ts'

const portVariables = ['SERVICE', 'PROMETHEUS', 'ALERTMANAGER', 'POSTGRES', 'GRAFANA', 'PREVIEW'] as const

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/**
 * A copy of this repository as a user would have it, with ports of its own: a test that starts a stack there disturbs
 * neither another test nor the stack that a developer has up.
 */
export class ScratchRepository {
  readonly directory: string
  /** What every command gets: ports of its own, and the addresses that go with them. */
  readonly environment: NodeJS.ProcessEnv

  private constructor(directory: string, environment: NodeJS.ProcessEnv) {
    this.directory = directory
    this.environment = environment
  }

  static async create(tools: readonly string[]): Promise<ScratchRepository> {
    const directory = await mkdtemp(join(tmpdir(), 'sidelight-scratch-'))
    for (const part of [
      'package.json',
      'services',
      'src/model',
      'generated',
      'k6',
      'wallet/package.json',
      'wallet/dist',
    ])
      await cp(join(repository, part), join(directory, part), { recursive: true })
    await symlink(join(repository, 'node_modules'), join(directory, 'node_modules'))
    await mkdir(join(directory, 'results'))
    const ports = await Promise.all(portVariables.map(async (name) => [name, await freePort()] as const))
    const named = { ...Object.fromEntries(ports), WALLET_SERVICE: ports[0]?.[1] }
    const environment = {
      ...process.env,
      NO_COLOR: '1',
      PATH: [...tools.map((tool) => resolve(tool, '..')), process.env['PATH']].join(':'),
      ...Object.fromEntries(Object.entries(named).map(([name, port]) => [`SIDELIGHT_PORT_${name}`, String(port)])),
      WALLET_SERVICE_URL: `http://127.0.0.1:${named.WALLET_SERVICE}`,
      PROMETHEUS_URL: `http://127.0.0.1:${Object.fromEntries(ports)['PROMETHEUS']}`,
    }
    return new ScratchRepository(directory, environment)
  }

  get prometheusUrl(): string {
    return this.environment['PROMETHEUS_URL'] ?? ''
  }

  get alertmanagerUrl(): string {
    return `http://127.0.0.1:${this.environment['SIDELIGHT_PORT_ALERTMANAGER']}`
  }

  get serviceUrl(): string {
    return this.environment['WALLET_SERVICE_URL'] ?? ''
  }

  /** Starts `sidelight …` there. */
  start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Begun {
    return begin(process.execPath, [command, ...words], {
      cwd: this.directory,
      env: { ...this.environment, ...environment },
    })
  }

  /** Runs `sidelight …` there to its end. */
  async run(...words: readonly string[]): Promise<Ended> {
    return await this.start(words).ended
  }

  /** Process ids of the parts that are up, by name. */
  async parts(): Promise<Readonly<Record<string, number>>> {
    const { stdout } = await this.run('stack', 'status', '--json')
    const { parts } = JSON.parse(stdout) as { parts: { name: string; pid?: number; condition: string }[] }
    return Object.fromEntries(
      parts.flatMap(({ name, pid, condition }) => (condition === 'up' && pid ? [[name, pid]] : [])),
    )
  }

  async remove(): Promise<void> {
    await this.run('stack', 'down', '--volumes')
    await rm(this.directory, { recursive: true, force: true })
  }
}
