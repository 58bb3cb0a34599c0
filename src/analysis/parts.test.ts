import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { judge } from './judge.ts'
import type { LoadCounts, RequestCounts } from './load-counts.ts'
import type { Evidence, Served, ServiceSignals } from './run.ts'
import { servedOf } from './served.ts'
import { goodEvidence, goodSignals, loadCounts } from './testing/evidence.ts'

type Changes = Readonly<Record<string, Partial<RequestCounts>>>

/** A run with parts: so many requests of each operation in the whole of it, in its load, and in its steady part. */
function counted(run: Changes, load: Changes, steady?: Changes): { counts: LoadCounts } {
  const part = (each: number, changes: Changes) => loadCounts(wallet, each, changes)
  return {
    counts: {
      ...part(2_000, run),
      load: part(1_900, load),
      ...(steady === undefined ? {} : { steady: { ...part(1_000, steady), seconds: 10 } }),
    },
  }
}

function served(run: Partial<Served>, load: Partial<Served>, steady?: Partial<Served>): { signals: ServiceSignals } {
  const whole = goodSignals(wallet, 16_000)
  return {
    signals: {
      ...whole,
      ...run,
      load: { ...whole, ...load },
      ...(steady === undefined ? {} : { steady: { ...whole, ...steady } }),
    },
  }
}

const rowOf = (id: string, changes: Partial<Evidence>) =>
  judge(wallet, goodEvidence(wallet, changes)).rows.find((row) => row.id === id)

const slow = (each: number) =>
  Object.fromEntries(
    Object.keys(wallet.operations).map((name) => [name, { within: { p95: each, p99: each } }]),
  ) satisfies Changes
const failing = (each: number) =>
  Object.fromEntries(
    Object.keys(wallet.operations).map((name) => [name, { unexpected: { 'server-error': each } }]),
  ) satisfies Changes

describe('an SLO of latency', () => {
  test('is judged in the steady part, which nothing around it dilutes', () => {
    // 60 of 1,000 are 6%; of the whole load they are 3.2%.
    const diluted = counted(slow(1_940), slow(1_840), slow(940))
    expect(rowOf('slo.p95.client', diluted)).toMatchObject({ result: 'fail', value: 0.94 })
    expect(rowOf('slo.p95.client', counted(slow(1_940), slow(1_840)))).toMatchObject({ result: 'pass' })
  })

  test('is broken in a ramp, too: over the whole load, and said so', () => {
    const row = rowOf('slo.p95.client', counted(slow(1_700), slow(1_700), {}))
    expect(row).toMatchObject({
      result: 'fail',
      reason: expect.stringMatching(/^Over the whole load: 1,600 of 15,200/),
    })
  })

  test('asks nothing of set-up and tear-down', () => {
    expect(rowOf('slo.p95.client', counted(slow(1_000), {}))).toMatchObject({ result: 'pass' })
    expect(rowOf('slo.p95.client', counted(slow(1_000), {}, {}))).toMatchObject({ result: 'pass' })
  })

  test('is judged in the same parts by what the service counted', () => {
    const of = (good: number) => ({ slos: { ...goodSignals(wallet, 16_000).slos, p95: { good, total: 16_000 } } })
    expect(rowOf('slo.p95.service', served(of(16_000), of(16_000), of(100)))).toMatchObject({ result: 'fail' })
    expect(rowOf('slo.p95.service', served(of(16_000), of(100), of(16_000)))).toMatchObject({
      result: 'fail',
      reason: expect.stringMatching(/^Over the whole load/),
    })
    expect(rowOf('slo.p95.service', served(of(100), of(16_000), of(16_000)))).toMatchObject({ result: 'pass' })
  })
})

describe('an SLO of errors', () => {
  test('is broken in set-up, too: an answer that is wrong is wrong there as well', () => {
    const row = rowOf('slo.availability.client', counted(failing(10), {}, {}))
    expect(row).toMatchObject({
      result: 'fail',
      reason: expect.stringMatching(/^Over the whole run, set-up and tear-down/),
    })
    const few = { slos: { ...goodSignals(wallet, 16_000).slos, availability: { good: 15_000, total: 16_000 } } }
    expect(rowOf('slo.availability.service', served(few, {}))).toMatchObject({ result: 'fail' })
  })

  test('that is broken in the steady part is told of that', () => {
    const row = rowOf('slo.availability.client', counted(failing(20), failing(20), failing(20)))
    expect(row).toMatchObject({ result: 'fail', value: 0.98, reason: expect.stringMatching(/^160 of 8,000/) })
  })

  test('does not blame requests that were in flight when the steady part ended', () => {
    const flying = { get: { completed: 990 } }
    expect(rowOf('slo.availability.client', counted({}, {}, flying))).toMatchObject({ result: 'pass' })
    expect(rowOf('slo.availability.client', counted({ get: { completed: 1_900 } }, flying))).toMatchObject({
      result: 'fail',
    })
  })
})

describe('of the steady part are', () => {
  test('the throughput, in its own seconds', () => {
    // 8,000 requests in 10 s, where the whole run came to 16,000 in 30 s.
    expect(rowOf('promise.throughput', counted({}, {}, {}))).toMatchObject({ value: 800 })
    expect(rowOf('promise.throughput', { counts: loadCounts(wallet, 2_000) })?.value).toBeCloseTo(533.3, 1)
  })

  test('no throughput that was held for a moment only; one that was missed for a moment is missed', () => {
    const lasting = (seconds: number, each: number) => {
      const { counts } = counted({}, {})
      return rowOf('promise.throughput', { counts: { ...counts, steady: { ...loadCounts(wallet, each), seconds } } })
    }
    expect(lasting(2, 1_000)).toMatchObject({ result: 'unmeasured', required: true, value: 4_000 })
    expect(lasting(10, 1_000)).toMatchObject({ result: 'pass' })
    const failed = Object.fromEntries(Object.keys(wallet.operations).map((name) => [name, { completed: 10 }]))
    const { counts } = counted({}, {})
    const missed = { counts: { ...counts, steady: { ...loadCounts(wallet, 100, failed), seconds: 2 } } }
    expect(rowOf('promise.throughput', missed)).toMatchObject({ result: 'fail', value: 40 })
  })

  test('the mean response', () => {
    const taking = (average: number) => ({ latency: { average, p50: 1, p95: 2, p99: 3 } })
    expect(rowOf('limit.mean-response', served(taking(80), taking(80), taking(1)))).toMatchObject({ result: 'pass' })
    expect(rowOf('limit.mean-response', served(taking(1), taking(1), taking(80)))).toMatchObject({ result: 'fail' })
    expect(rowOf('limit.mean-response', served(taking(1), taking(80)))).toMatchObject({ result: 'fail' })
  })

  test('load targets and latencies side by side; the requests there are those of the run', () => {
    const latency = { average: 400, p50: 400, p90: 500, p95: 500, p99: 500, max: 500 }
    const parts = { ...counted({}, {}, { get: { latency } }), ...served({}, {}, { latency: { ...latency } }) }
    expect(rowOf('operation.get', parts)).toMatchObject({ result: 'fail', value: 500 })
    const [all, , get] = judge(wallet, goodEvidence(wallet, parts)).sideBySide
    expect(all).toMatchObject({ requests: { client: 16_000, service: 16_000 }, average: { client: 4, service: 400 } })
    expect(get).toMatchObject({ operation: 'get', requests: { client: 2_000 }, p95: { client: 500 } })
  })

  test('none where the service could not tell: unmeasured, though the whole run is known', () => {
    const unknown = servedOf(wallet, { unmeasured: 'The steady part was too short.' }, 1)
    expect(rowOf('limit.mean-response', served({}, {}, unknown))).toMatchObject({
      result: 'unmeasured',
      required: true,
    })
    expect(rowOf('slo.p95.service', served({}, {}, unknown))).toMatchObject({ result: 'unmeasured', required: true })
  })
})

test('a load target that is judged by the latency of the whole run says so', () => {
  const { counts } = counted({}, {}, {})
  const marked = { counts: { ...counts, steady: { ...loadCounts(wallet, 1_000), latencyOfRun: true as const } } }
  expect(rowOf('operation.get', marked)?.reason).toMatch(/^Of the whole run/)
})
