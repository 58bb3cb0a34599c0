import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { freePort } from '../monitoring/stack/ports.ts'
import type { LoadCounts } from '../src/analysis/load-counts.ts'
import type { Verdict } from '../src/analysis/verdict.ts'
import { type Begun, isAlive, processesNaming } from './support/begun.ts'
import { commandBench } from './support/command-bench.ts'
import { ScratchRepository } from './support/scratch-repository.ts'

// One connection to the database: a load that any machine can offer is then far beyond what the service can do.
const narrow = { DATABASE_POOL_MAX: '1', TEST_VUS: '100' }
const words = ['run-extreme-stress-test', '--yes', '--rate', '1500/s', '--duration', '8s']

let scratch: ScratchRepository
beforeEach(async () => {
  scratch = await ScratchRepository.create(Object.values(inject('tools')))
})
afterEach(() => scratch.remove())

const folder = () => join(scratch.directory, 'results/current/extreme-stress')

async function stored<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(join(folder(), name), 'utf8')) as Content
}

const row = ({ rows }: Verdict, id: string) => rows.find((found) => found.id === id)

/** Process ids of all that runs for the command: the parts of its stack, and k6. */
async function running(): Promise<{ readonly service: number; readonly all: readonly number[] }> {
  const parts = await scratch.parts()
  const k6 = processesNaming('testid=extreme-stress-').filter((line) => line.includes('k6 run'))
  const all = [...Object.values(parts), ...k6.map((line) => Number.parseInt(line, 10))]
  return { service: parts['wallet-service'] ?? 0, all }
}

/** None of these processes is there any more, and none that names the repository; those that watch over others take a moment. */
async function expectNothingLeft(pids: readonly number[]): Promise<void> {
  expect(pids.filter(isAlive)).toEqual([])
  await vi.waitFor(() => expect(processesNaming(scratch.directory)).toEqual([]), { timeout: 30_000, interval: 200 })
}

const amidTheLoad = (run: Begun) => run.saying(/left {2}[1-9]\d* VUs/)

test('held: overloaded and recovered, a table of before and after, exit code 0, and nothing is left', async () => {
  const run = scratch.start(words, narrow)
  await amidTheLoad(run)
  const { all } = await running()
  expect(all.length).toBeGreaterThanOrEqual(6)
  const { code, stdout, stderr } = await run.ended
  expect({ code, stderr: code === 0 ? '' : stderr + stdout }).toEqual({ code: 0, stderr: '' })
  for (const step of [1, 2, 3, 4, 5, 6]) expect(stderr).toContain(`[${step}/6]`)
  expect(stdout).toMatch(/^HELD {2}extreme-stress on wallet/)
  expect(stdout).toMatch(/Before and after\n +BEFORE +WORST +AFTER\n/)
  expect(stdout).toMatch(/^ {2}Database pool +0% +100% +0%$/m)
  expect(stdout).toMatch(/^ {2}P95 of the probes( +[\d.]+ (ms|s)){3}$/m)
  const verdict = await stored<Verdict>('verdict.json')
  expect(row(verdict, 'promise.overload')).toMatchObject({ result: 'pass' })
  expect(row(verdict, 'promise.recovery')).toMatchObject({ result: 'pass', value: expect.any(Number) })
  await expectNothingLeft(all)
})

describe('Ctrl-C', () => {
  async function interrupted(run: Begun, pids: readonly number[]): Promise<Verdict> {
    process.kill(-(run.process.pid ?? 0), 'SIGINT')
    const { code, stdout, stderr } = await run.ended
    expect({ code, stderr: code === 130 ? '' : stderr + stdout }).toEqual({ code: 130, stderr: '' })
    expect(stdout).toMatch(/^INTERRUPTED {2}extreme-stress on wallet/)
    expect(stdout).toMatch(/^ {2}P95 of the probes +[\d.]+ (ms|s) +[\d.]+ (ms|s) +no data$/m)
    const { counts } = await stored<{ counts: LoadCounts }>('summary.json')
    expect(counts.stepped?.steps[0]?.completed).toBeGreaterThan(100)
    expect((await readdir(folder())).sort()).toEqual([
      'k6.log',
      'run.json',
      'signals.json',
      'summary.json',
      'verdict.json',
    ])
    await expectNothingLeft(pids)
    return await stored<Verdict>('verdict.json')
  }

  test('in the middle of the load: exit code 130, the results so far are kept, and nothing is left', async () => {
    const run = scratch.start(words, narrow)
    await amidTheLoad(run)
    const verdict = await interrupted(run, (await running()).all)
    expect(verdict.outcome).toBe('interrupted')
    expect(row(verdict, 'promise.recovery')).toMatchObject({ result: 'unmeasured' })
  })

  test('while a service that hangs is watched for its recovery: the same, and the overload is proven', async () => {
    const run = scratch.start(words, narrow)
    await amidTheLoad(run)
    const { service, all } = await running()
    process.kill(service, 'SIGSTOP')
    await run.saying('finishing')
    const verdict = await interrupted(run, all)
    expect(row(verdict, 'promise.overload')).toMatchObject({ result: 'pass' })
    expect(row(verdict, 'promise.recovery')).toMatchObject({ result: 'unmeasured' })
  })
})

test('the service is killed in the middle of the load: it never recovers, exit code 1, and nothing is left', async () => {
  const definition = join(scratch.directory, 'services/wallet.ts')
  const text = await readFile(definition, 'utf8')
  await writeFile(definition, text.replace(/('extreme-stress': .* recovery: )'60s'/, "$1'5s'"))
  const run = scratch.start(words, narrow)
  await amidTheLoad(run)
  const { service, all } = await running()
  process.kill(service, 'SIGKILL')
  const { code, stdout, stderr } = await run.ended
  expect({ code, stderr: code === 1 ? '' : stderr + stdout }).toEqual({ code: 1, stderr: '' })
  expect(row(await stored<Verdict>('verdict.json'), 'promise.recovery')).toMatchObject({
    result: 'fail',
    reason: 'The service did not keep its promises again within 5s.',
  })
  expect(stdout).toMatch(/The service was down/)
  expect(stdout).toMatch(/^ {2}Probes that failed +0% +\S+ +100%$/m)
  expect(stdout).toMatch(/^ {2}Database pool +0% +100% +no data$/m)
  await expectNothingLeft(all)
})

describe('a service that is dead before', () => {
  test('at an address that the user named: the stack comes up for nothing, exit code 3, and nothing is left', async () => {
    const address = `http://127.0.0.1:${await freePort()}`
    const { code, stdout, stderr } = await scratch.start(words, { WALLET_SERVICE_URL: address }).ended
    expect(code).toBe(3)
    expect(stderr).toContain(`error: the Wallet Service at ${address} refused the connection`)
    expect(stderr).not.toContain('[3/6]')
    expect(stdout).toBe('')
    await expectNothingLeft([])
    expect(await readdir(join(scratch.directory, 'results'))).toEqual([])
  })

  test('where no stack can take its place: exit code 3, and both are said', async () => {
    const bench = await commandBench(inject('tools').prometheus)
    await bench.service.close()
    const { code, stderr } = await bench.run(words)
    await bench.remove()
    expect(code).toBe(3)
    expect(stderr).toMatch(/^error: the Wallet Service at .* refused the connection; the stack .* does not come up: /m)
    expect(stderr).toMatch(/For the stack: Run "npx sidelight generate" first/)
  })
})
