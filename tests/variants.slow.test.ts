import { afterEach, describe, expect, inject, test } from 'vitest'
import type { Verdict } from '../src/analysis/verdict.ts'
import type { WalletServerOptions } from '../src/clients/testing/wallet-server.ts'
import { type CommandBench, commandBench } from './support/command-bench.ts'

// Services that follow the contract of the reference service, each with a difference that real ones have.
const variants: readonly (readonly [title: string, options: WalletServerOptions])[] = [
  ['an id that stands only in an absolute Location, and empty bodies', { location: 'absolute', emptyBodies: true }],
  ['an id that stands only in a relative Location', { location: 'relative', emptyBodies: true }],
  ['an id that stands only in the body', { location: 'none' }],
  ['200 for 201', { okForCreated: true }],
  ['no metrics page at all', { metrics: false }],
]

/** No counters of the business, and promises that a short run can tell. */
const modest = `
  limits: {},
  business: undefined,
  operations: Object.fromEntries(Object.entries(wallet.operations).map(([name, { kind: _, ...operation }]) => [name, operation])),
  slos: {
    p95: { kind: 'latency', title: 'P95 latency', objective: '95%', within: '100ms', window: '30d' },
    availability: { kind: 'availability', title: 'Availability', objective: '99%', window: '30d' },
  },`

/** No histogram, no pool, no CPU, no counters of the business: only a summary of requests. Nothing of that is promised. */
const summaries = `
  runtime: { ...withoutHistogram, requests: { ...withoutHistogram.requests, labels: wallet.runtime.requests.labels } },
  ${modest}`

/** A service that shows nothing of itself, and whose definition says so. */
const unobserved = `
  runtime: nothing,
  endpoints: { health: wallet.endpoints.health, ready: wallet.endpoints.ready },
  ${modest}`

const steps = `scenarios: { ...wallet.scenarios, 'stress-test-to-failure':
  { kind: 'steps', from: '10/s', factor: 4, upTo: '160/s', each: '4s', sustained: '3s', recovery: '10s', virtualUsers: 50 } },`

let bench: CommandBench
afterEach(() => bench.remove())

const rowsOf = (verdict: Verdict, result: string) =>
  verdict.rows.filter((row) => row.result === result).map(({ id }) => id)

describe.each(variants)('a service with %s', (_title, options) => {
  test('is loaded: every request is understood, and what only it can tell is unmeasured', async () => {
    bench = await commandBench(inject('tools').prometheus, options)
    const { code, stdout, stderr } = await bench.run(['load', 'load-test-basic', '--json', '--duration', '5s'])
    // The definition promises a histogram and a pool, which none of these has: unmeasured, and never 0.
    expect({ code, stderr: code === 3 ? '' : stderr }).toEqual({ code: 3, stderr: '' })
    const verdict = JSON.parse(stdout) as Verdict
    expect(rowsOf(verdict, 'fail')).toEqual([])
    expect(rowsOf(verdict, 'pass')).toEqual(expect.arrayContaining(['slo.p95.client', 'promise.throughput']))
    expect(verdict.sideBySide.length).toBe(9)
  })

  test('is set up for a load: each operation goes through', async () => {
    bench = await commandBench(inject('tools').prometheus, options)
    const { stdout, code } = await bench.run(['setup-load-test'])
    expect(stdout).toMatch(/^historical-balance +ok/m)
    expect(stdout).not.toContain('FAILED')
    expect(code).toBe(options.metrics === false ? 3 : 0)
  })
})

test('a service whose runtime tells summaries alone holds by what it can tell: exit code 0', async () => {
  bench = await commandBench(inject('tools').prometheus, {}, summaries)
  const { code, stdout, stderr } = await bench.run(['load', 'load-test-basic', '--json', '--duration', '6s'])
  const verdict = JSON.parse(stdout) as Verdict
  expect({
    code,
    required: verdict.rows.filter(({ required, result }) => required && result !== 'pass'),
    stderr: code === 0 ? '' : stderr,
  }).toEqual({
    code: 0,
    required: [],
    stderr: '',
  })
  expect(verdict.rows.find(({ id }) => id === 'slo.p95.service')).toMatchObject({
    result: 'unmeasured',
    required: false,
  })
  expect(verdict.rows.find(({ id }) => id === 'slo.availability.service')).toMatchObject({ result: 'pass' })
  expect(verdict.sideBySide[0]?.average.service).toBeGreaterThan(0)
})

describe('a service that exposes no metrics, as its definition says', () => {
  const withoutPage: WalletServerOptions = { metrics: false }

  test('holds by what the client counted: exit code 0, and the table says where each was measured', async () => {
    bench = await commandBench(inject('tools').prometheus, withoutPage, unobserved)
    const { code, stdout, stderr } = await bench.run(['load', 'load-test-basic', '--duration', '6s'])
    expect({ code, stderr: code === 0 ? '' : stderr + stdout }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/ promises that could be measured held.* at the client alone: Its vendor shows none\./)
    expect(stdout).toMatch(/^ {2}pass +P95 latency \(within 100ms\) .* client$/m)
    expect(stdout).toMatch(/^ {2}unmeasured +P95 latency \(within 100ms\) .* service +Its vendor shows none\.$/m)
    expect(stdout).toMatch(/^ {2}unmeasured +Restarts of the service .* service +Its vendor shows none\.$/m)
    const shown = await bench.run(['results', 'show', 'load-test-basic', '--json'])
    const { rows } = (JSON.parse(shown.stdout) as { verdict: Verdict }).verdict
    const atService = rows.filter(({ measuredAt, kind }) => measuredAt === 'service' && kind !== 'promise')
    expect(atService.map(({ result, required }) => `${result} ${required}`)).not.toContain('unmeasured true')
    expect(rows.filter(({ required, result }) => required && result !== 'pass')).toEqual([])
    // What the wallets hold is asked by the client as well: it is the service's word.
    const passed = rows.filter(({ result, id }) => result === 'pass' && id !== 'promise.money')
    expect(passed.every(({ measuredAt }) => measuredAt === 'client')).toBe(true)
  })

  test('breaks its promises all the same: exit code 1', async () => {
    bench = await commandBench(inject('tools').prometheus, { ...withoutPage, perSecond: 20 }, unobserved)
    const { code, stdout } = await bench.run(['load', 'load-test-basic', '--json', '--duration', '6s'])
    expect(code).toBe(1)
    expect(rowsOf(JSON.parse(stdout) as Verdict, 'fail')).toContain('slo.p95.client')
  })

  test('is set up, watched, loaded beyond its capacity and seen to recover: exit code 0 each', async () => {
    const overload = `scenarios: { 'extreme-stress': { kind: 'overload', rate: '200/s', for: '8s', recovery: '20s', virtualUsers: 60 } },`
    bench = await commandBench(inject('tools').prometheus, { ...withoutPage, perSecond: 80 }, unobserved + overload)
    const setUp = await bench.run(['setup-load-test'])
    expect(setUp.stdout).toMatch(/^metrics of the service +ok +none, as its definition says: Its vendor shows none\.$/m)
    const watched = await bench.run(['monitor', 'quick'])
    expect(watched.stdout).toContain('Its vendor shows none.')
    expect(watched.stdout).toContain('HEALTHY  The service is ready; nothing else of it can be measured.')
    const linted = await bench.run(['lint', 'metrics'])
    expect(linted.stdout).toBe('nothing is asked of the Wallet Service: Its vendor shows none.\n')
    const { code, stdout, stderr } = await bench.run(['run-extreme-stress-test', '--yes'])
    expect({ code, stderr: code === 0 ? '' : stderr + stdout }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^ {2}P95 of the probes( +[\d.]+ (ms|s)){3}$/m)
    expect(stdout).not.toMatch(/^ {2}(CPU|Heap|Database pool) /m)
    expect([setUp.code, watched.code, linted.code]).toEqual([0, 0, 0])
  })
})

test('the breaking point of a service with all differences at once is found: exit code 0', async () => {
  const different = {
    location: 'absolute',
    emptyBodies: true,
    okForCreated: true,
    metrics: false,
    perSecond: 80,
  } as const
  bench = await commandBench(inject('tools').prometheus, different, steps)
  const { code, stdout, stderr } = await bench.run(['find-breaking-point'])
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/kept up to +40 requests\/s/)
  expect(stdout).toMatch(/broke at +160 requests\/s/)
  expect(stdout).toMatch(/first saturated +unknown/)
})
