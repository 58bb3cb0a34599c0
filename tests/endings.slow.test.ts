import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, test } from 'vitest'
import type { Verdict } from '../src/analysis/verdict.ts'
import type { WalletServerOptions } from '../src/clients/testing/wallet-server.ts'
import { command, processesNaming } from './support/begun.ts'
import { type CommandBench, commandBench } from './support/command-bench.ts'

let bench: CommandBench
afterEach(() => bench.remove())

async function started(options: WalletServerOptions = {}): Promise<void> {
  bench = await commandBench(inject('tools').prometheus, options)
}

const load = (scenario: string, ...words: string[]) => ['load', scenario, '--json', ...words]
const verdictIn = (stdout: string) => JSON.parse(stdout) as Verdict
const row = (verdict: Verdict, id: string) => verdict.rows.find((found) => found.id === id)

/** Nothing that is half written, neither here nor deeper. */
async function halfWritten(): Promise<string[]> {
  const names = await readdir(bench.results, { recursive: true }).catch(() => [])
  return names.filter((name) => /(^|\/)\.|partial/.test(name))
}

describe('a service that is frozen 5 s in every 10', () => {
  const frozen = { freeze: { every: 10_000, lasting: 5_000 } }

  /** Broken, or the generator is said to have been the limit: on a busy machine it may well be. Never anything else. */
  function expectNoGoodNews(code: number | null, verdict: Verdict) {
    const generator = verdict.rows.filter(({ id, result }) => /generator/.test(id) && result === 'unmeasured')
    expect(code).toBe(generator.length > 0 ? 3 : 1)
    expect(row(verdict, 'slo.p95.client')?.result).toBe(generator.length > 0 ? 'unmeasured' : 'fail')
    expect(row(verdict, 'slo.p95.client')?.value).toBeLessThan(0.8)
  }

  test('with virtual users enough: a P95 of seconds', async () => {
    await started(frozen)
    const { code, stdout } = await bench.run(load('smoke'), { TEST_DURATION: '20s', TEST_VUS: '400' })
    const verdict = verdictIn(stdout)
    expectNoGoodNews(code, verdict)
    expect(verdict.sideBySide[0]?.p95.client).toBeGreaterThan(1_000)
  })

  test('with too few: what was not sent counts, and the view says so meanwhile', async () => {
    await started(frozen)
    const { code, stdout, stderr } = await bench.run(load('smoke'), { TEST_DURATION: '20s', TEST_VUS: '20' })
    expectNoGoodNews(code, verdictIn(stdout))
    expect(stderr).toContain('P95 over 5% wait client')
    expect(stderr).toContain('p95 broken')
  })

  test('a guard rail on the SLOs ends the run long before its time: exit code 1', async () => {
    await started(frozen)
    const { code, stdout } = await bench.run(load('smoke', '--abort-on', 'slo'), { TEST_DURATION: '10m' })
    expect(code).toBe(1)
    expect(row(verdictIn(stdout), 'health.guard')).toMatchObject({
      result: 'fail',
      reason: expect.stringContaining('broken'),
    })
    expect(processesNaming(verdictIn(stdout).testid)).toEqual([])
  })
})

test('a service that dies: a guard rail on its health ends the run, exit code 1, and says that it was down', async () => {
  await started()
  const run = bench.start(process.execPath, [command, ...load('smoke', '--abort-on', 'health')], {
    TEST_DURATION: '10m',
  })
  await run.saying('offered')
  await bench.service.close()
  const { code, stdout } = await run.ended
  expect(code).toBe(1)
  const verdict = verdictIn(stdout)
  expect(row(verdict, 'health.guard')?.reason).toContain('the service was lost')
  expect(verdict.diagnosis?.map(({ id }) => id)).toContain('service-down')
})

test('Ctrl-C: exit code 130, results kept, no process and no half-written file left', async () => {
  await started()
  const run = bench.start(process.execPath, [command, ...load('smoke')], { TEST_DURATION: '10m' })
  await run.saying('offered')
  // As a terminal does: the whole group is told.
  process.kill(-(run.process.pid ?? 0), 'SIGINT')
  const { code, stdout } = await run.ended
  expect(code).toBe(130)
  expect(verdictIn(stdout).outcome).toBe('interrupted')
  expect((await readdir(join(bench.results, 'current/smoke'))).sort()).toContain('verdict.json')
  expect(await halfWritten()).toEqual([])
  expect(processesNaming(verdictIn(stdout).testid)).toEqual([])
})

// Mounts, and a network of one's own, are root's on Linux alone.
const isolated = process.platform === 'linux' && process.getuid?.() === 0

test.runIf(isolated)('a full disk: the verdict is printed, exit code 2, nothing half-written left', async () => {
  await started()
  const script = `mkdir full && mount -t tmpfs -o size=24k none full && '${process.execPath}' '${command}' load smoke --results-dir full; code=$?; find full -mindepth 3; exit $code`
  const { code, stdout, stderr } = await bench.start('unshare', ['-m', 'sh', '-c', script], { TEST_DURATION: '4s' })
    .ended
  expect(stderr).toContain('cannot be written (ENOSPC)')
  expect(stderr).toContain('--results-dir')
  expect(stdout).toContain('Client and service, side by side')
  expect(stdout).not.toContain('full/')
  expect(code).toBe(2)
})

// A name server that answers every question for an address with 127.0.0.1, so many milliseconds late.
const nameServer = `
  const socket = require('node:dgram').createSocket('udp4')
  socket.on('message', (question, { port, address }) => setTimeout(() => {
    let end = 12
    while (question[end] !== 0) end += question[end] + 1
    const isIpv4 = question.readUInt16BE(end + 1) === 1
    const head = Buffer.from(question.subarray(0, 12))
    head.writeUInt16BE(0x8180, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(isIpv4 ? 1 : 0, 6)
    head.writeUInt32BE(0, 8)
    const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1])
    socket.send(Buffer.concat([head, question.subarray(12, end + 5), ...(isIpv4 ? [answer] : [])]), port, address)
  }, Number(process.argv[2])))
  socket.bind(53, '127.0.0.1')`

describe.runIf(isolated)('a slow name server', () => {
  async function loaded(milliseconds: number) {
    await started()
    await writeFile(join(bench.directory, 'names.cjs'), nameServer)
    await writeFile(join(bench.directory, 'resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:30 attempts:1\n')
    const url = `http://wallet.test:${bench.service.port}`
    const script = `mount --bind resolv.conf /etc/resolv.conf && { '${process.execPath}' names.cjs ${milliseconds} & }
      names=$!; sleep 1; '${process.execPath}' '${command}' load smoke --json --allow-target; code=$?; kill $names; exit $code`
    return bench.start('unshare', ['-m', 'sh', '-c', script], { WALLET_SERVICE_URL: url, TEST_DURATION: '6s' }).ended
  }

  test('that answers late delays a run, and breaks nothing of what the service promises', async () => {
    const { code, stdout, stderr } = await loaded(1_500)
    // The scripted service tells no percentiles: 3. What the client measured holds.
    expect({ code, stderr: code === 3 ? '' : stderr }).toEqual({ code: 3, stderr: '' })
    const failed = verdictIn(stdout).rows.filter(({ result }) => result === 'fail')
    expect(failed).toEqual([])
    expect(verdictIn(stdout).sideBySide[0]?.requests.client).toBeGreaterThan(100)
  })

  test('that never answers ends before the run, exit code 3, and says what was not found', async () => {
    const { code, stderr } = await loaded(3_600_000)
    expect(code).toBe(3)
    expect(stderr).toMatch(/wallet\.test:\d+ (did not answer within|has a host name)/)
  })
})
