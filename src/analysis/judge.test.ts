import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { micrometer } from '../model/runtimes/micrometer.ts'
import { defineService, type Service } from '../model/service.ts'
import { judge } from './judge.ts'
import type { LoadCounts } from './load-counts.ts'
import type { Evidence, ServiceSignals } from './run.ts'
import { servedOf } from './served.ts'
import { goodEvidence, goodSignals, loadCounts, steady } from './testing/evidence.ts'

const good = goodEvidence(wallet)
const counts = good.counts as LoadCounts
const gone = { unmeasured: 'Prometheus at http://127.0.0.1:9090 refused the connection.' }

function signals(changes: Partial<ServiceSignals>): Partial<Evidence> {
  return { signals: { ...good.signals, ...changes } }
}

function resources(changes: Partial<ServiceSignals['resources']>): Partial<Evidence> {
  return signals({ resources: { ...good.signals.resources, ...changes } })
}

const lostPrometheus: Partial<Evidence> = {
  signals: {
    ...good.signals,
    ...servedOf(wallet, gone, 30),
    resources: Object.fromEntries(
      Object.keys(good.signals.resources).map((name) => [name, gone]),
    ) as unknown as ServiceSignals['resources'],
    scrapes: gone,
    restarts: gone,
  },
  losses: { prometheus: { at: '2026-01-01T00:00:10.000Z', reason: 'It refused the connection.' } },
}
const hanging = {
  counts: loadCounts(
    wallet,
    5,
    Object.fromEntries(
      Object.keys(wallet.operations).map((name) => [name, { completed: 0, within: { p95: 0, p99: 0 } }]),
    ),
  ),
}
const slow = { counts: loadCounts(wallet, 625, { get: { within: { p95: 200, p99: 200 } } }) }
const stopped = { run: { ...good.run, interrupted: true } }
const busy = { generator: { cpuShare: 0.97, lateShare: 0 } }
const failing = { slos: { ...good.signals.slos, availability: { good: 4900, total: 5000 } } }

describe('the exit code', () => {
  test.each<[string, Partial<Evidence>, string, number]>([
    ['all held', {}, 'held', 0],
    ['a latency SLO broken at the client', slow, 'broken', 1],
    ['an SLO broken at the service alone', signals(failing), 'broken', 1],
    ['a hung server that answered nothing, whatever the check marks of k6 say', hanging, 'broken', 1],
    ['Prometheus lost while the counts prove no breach', lostPrometheus, 'unmeasured', 3],
    ['Prometheus lost while the counts prove a breach', { ...lostPrometheus, ...slow }, 'broken', 1],
    [
      'the service lost in mid-run',
      { losses: { service: { at: 'then', reason: 'Readiness answered 503.' } } },
      'broken',
      1,
    ],
    ['the service restarted in mid-run', signals({ restarts: 1 }), 'broken', 1],
    ['one failed scrape', signals({ scrapes: { total: 7, failed: 1, longestFailure: 1 } }), 'held', 0],
    ['two failed scrapes in a row', signals({ scrapes: { total: 7, failed: 2, longestFailure: 2 } }), 'unmeasured', 3],
    ['too few requests to resolve an objective', { counts: loadCounts(wallet, 100) }, 'unmeasured', 3],
    ['no request at all', { counts: loadCounts(wallet, 0) }, 'unmeasured', 3],
    ['no summary of k6', { counts: { unmeasured: 'k6 wrote no summary.' } }, 'unmeasured', 3],
    ['someone stopped it and nothing was broken', stopped, 'interrupted', 130],
    ['someone stopped it too early to measure', { ...stopped, counts: loadCounts(wallet, 3) }, 'interrupted', 130],
    ['someone stopped it after a breach', { ...stopped, ...slow }, 'broken', 1],
    ['the requests that Ctrl-C cut off', { ...hanging, ...stopped }, 'interrupted', 130],
    ['the generator at its limit', busy, 'unmeasured', 3],
    ['late starts though virtual users were free', { generator: { cpuShare: 0.2, lateShare: 0.2 } }, 'unmeasured', 3],
    ['the generator at its limit, its latency bad', { ...busy, ...slow }, 'unmeasured', 3],
    ['the generator at its limit, the service proving a breach', { ...busy, ...signals(failing) }, 'broken', 1],
    ['a generator that nobody could measure', { generator: { cpuShare: gone, lateShare: gone } }, 'held', 0],
    [
      'drops because all virtual users waited',
      { counts: { ...counts, iterations: { completed: 625, interrupted: 0, dropped: 60 } } },
      'broken',
      1,
    ],
    [
      'iterations by number that the time was too short for',
      { counts: { ...counts, iterations: { completed: 625, interrupted: 0, dropped: 0, undone: 60 } } },
      'held',
      0,
    ],
    [
      'drops by a generator at its limit',
      { ...busy, counts: { ...counts, iterations: { completed: 625, interrupted: 0, dropped: 60 } } },
      'unmeasured',
      3,
    ],
    ['CPU above its limit', resources({ cpu: steady(0.85) }), 'broken', 1],
    ['heap at its limit', resources({ heap: steady(2e9) }), 'broken', 1],
    ['a pool above its limit', resources({ databasePool: steady(0.9) }), 'broken', 1],
    ['a CPU peak below 5% of the time', resources({ cpu: { mean: 0.3, p95: 0.5, max: 1, samples: 60 } }), 'held', 0],
    ['a mean response above its limit', signals({ latency: { ...good.signals.latency, average: 51 } }), 'broken', 1],
    ['a limit that could not be measured', resources({ cpu: gone }), 'unmeasured', 3],
    [
      'a limit of what the runtime declares absent',
      resources({ databasePool: { ...gone, declaredAbsent: true } }),
      'held',
      0,
    ],
  ])('%s', (_title, changes, outcome, exitCode) => {
    const verdict = judge(wallet, goodEvidence(wallet, changes))
    expect(verdict).toMatchObject({ outcome, exitCode })
  })

  test('a loss that only a generator at its limit saw is not proven', () => {
    const losses = { service: { at: 'then', reason: 'Readiness did not answer.' } }
    expect(judge(wallet, goodEvidence(wallet, { ...busy, losses })).exitCode).toBe(3)
    const seen = signals({ scrapes: { total: 7, failed: 1, longestFailure: 1 } })
    expect(judge(wallet, goodEvidence(wallet, { ...busy, losses, ...seen })).exitCode).toBe(1)
  })
})

describe('the throughput promise', () => {
  const row = (changes: Partial<LoadCounts>) =>
    judge(wallet, goodEvidence(wallet, { counts: { ...counts, ...changes } })).rows.find(
      ({ kind }) => kind === 'promise',
    )

  test('holds where it was offered and served', () => {
    expect(row({})).toMatchObject({ result: 'pass', required: true, bound: 100 })
  })
  test('is unmeasured and not required where less was offered', () => {
    expect(row({ seconds: 60 })).toMatchObject({ result: 'unmeasured', required: false })
  })
  test('is broken where it was offered and not served', () => {
    expect(row({ total: { ...counts.total, completed: 2000 } })).toMatchObject({ result: 'fail' })
    expect(row({ total: { ...counts.total, unexpected: { 'server-error': 4000 } } })).toMatchObject({ result: 'fail' })
  })
})

describe('the load target of an operation', () => {
  const p95 = (value: number, changes = {}) => {
    const latency = { average: 1, p50: 1, p90: 1, p95: value, p99: value, max: value }
    const changed = loadCounts(wallet, 625, { get: { latency, ...changes } })
    return judge(wallet, goodEvidence(wallet, { counts: changed })).rows.find(({ id }) => id === 'operation.get')
  }
  test('holds up to what is acceptable, and says where it misses its target', () => {
    expect(p95(50)).toMatchObject({ result: 'pass', bound: 100, target: 50 })
    expect(p95(50)).not.toHaveProperty('reason')
    expect(p95(100)).toMatchObject({ result: 'pass', reason: 'Above its target of 50ms.' })
  })
  test('is broken above what is acceptable', () => expect(p95(100.1)).toMatchObject({ result: 'fail' }))
  test('is broken where more than 5% of the requests never ended', () => {
    expect(p95(10, { completed: 590 })).toMatchObject({ result: 'fail' })
    expect(p95(10, { completed: 600 })).toMatchObject({ result: 'pass' })
  })
  test('is not judged by fewer than 59 requests', () => {
    expect(p95(1000, { offered: 58, completed: 58 })).toMatchObject({ result: 'unmeasured', required: false })
  })
  test('has no row where the scenario does not use it', () => {
    expect(p95(10, { offered: 0, completed: 0 })).toBeUndefined()
  })
})

describe('a runtime without histogram and pool', () => {
  const service: Service = defineService({ ...wallet, runtime: micrometer() })
  const absent = { unmeasured: 'absent', declaredAbsent: true }
  const known = goodSignals(service, 5000)
  const served: ServiceSignals = {
    ...known,
    latency: { average: 3, p50: absent, p95: absent, p99: absent },
    slos: { ...known.slos, p95: absent, p99: absent },
    resources: { ...known.resources, databasePool: absent },
  }

  test('is judged by the percentiles of the client, and said to be so', () => {
    const verdict = judge(service, goodEvidence(service, { signals: served }))
    expect(verdict.outcome).toBe('held')
    const rows = new Map(verdict.rows.map((row) => [row.id, row]))
    expect(rows.get('slo.p95.client')).toMatchObject({ result: 'pass' })
    expect(rows.get('slo.p95.service')).toMatchObject({ result: 'unmeasured', required: false, reason: 'absent' })
    expect(rows.get('limit.database-pool')).toMatchObject({ result: 'unmeasured', required: false })
    expect(rows.get('limit.mean-response')).toMatchObject({ result: 'pass', value: 3 })
  })
})

describe('the summary', () => {
  const summary = (changes: Partial<Evidence>) => judge(wallet, goodEvidence(wallet, changes)).summary
  test('names what is broken or unmeasured, or counts what held', () => {
    expect(summary({})).toBe('All 21 promises held.')
    expect(summary(resources({ databasePool: { ...gone, declaredAbsent: true } }))).toBe(
      'All 20 promises that could be measured held; not required and unmeasured: 1.',
    )
    expect(summary(resources({ cpu: steady(0.9) }))).toBe('Broken: CPU, P95.')
    expect(summary(resources({ cpu: gone }))).toBe('Could not be measured: CPU, P95.')
    expect(summary(lostPrometheus)).toMatch(/^Could not be measured: .*; and \d+ more\.$/)
  })
})

test('every row of a verdict has its own id, and survives JSON', () => {
  const verdict = judge(wallet, good)
  const ids = verdict.rows.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict)
  expect(verdict.sideBySide.map(({ operation }) => operation)).toEqual([undefined, ...Object.keys(wallet.operations)])
  expect(verdict.coarseBuckets).toBeUndefined()
})

test.each([
  ['more than the run offered', 5_007, [7]],
  ['what the run offered', 5_000, []],
  ['fewer, for some never came to an end', 4_990, []],
])('requests that the service counted: %s', (_title, requests, noted) => {
  const verdict = judge(wallet, goodEvidence(wallet, signals({ requests })))
  expect(verdict.rows.filter(({ id }) => id === 'health.others').map(({ value }) => value)).toEqual(noted)
  expect(verdict.outcome).toBe('held')
})
