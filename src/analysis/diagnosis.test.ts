import { expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { diagnose } from './diagnosis.ts'
import type { Evidence, ServiceSignals } from './run.ts'
import { goodEvidence, loadCounts, steady } from './testing/evidence.ts'

const good = goodEvidence(wallet)
const withResources = (resources: Partial<ServiceSignals['resources']>, signals: Partial<ServiceSignals> = {}) => ({
  signals: { ...good.signals, ...signals, resources: { ...good.signals.resources, ...resources } },
})
const causes = (changes: Partial<Evidence>) => diagnose(wallet, { ...good, ...changes })
const slowAtClient = loadCounts(wallet, 625)
const slow = {
  ...slowAtClient,
  total: { ...slowAtClient.total, latency: { average: 90, p50: 80, p90: 200, p95: 250, p99: 300, max: 400 } },
}

test('a run without trouble points to nothing', () => {
  expect(causes({})).toEqual([])
})

test.each<[string, Partial<Evidence>, RegExp]>([
  [
    'service-down',
    { losses: { service: { at: 'then', reason: 'readiness answered 503' } } },
    /not ready at then \(readiness answered 503\)/,
  ],
  ['service-down', withResources({}, { restarts: 2 }), /restarted 2 times/],
  [
    'pool-exhausted',
    withResources({ databasePool: steady(1), databaseWaiting: steady(99) }),
    /P95 100% in use.*up to 99 requests waited/,
  ],
  ['garbage-collection', withResources({ heap: steady(1.9e9) }, { garbageCollection: 0.14 }), /14%.*1\.9 GB.*2 GB/],
  ['event-loop-blocked', withResources({ eventLoopLag: steady(0.257) }), /late by 257 ms/],
  [
    'refusals',
    {
      counts: loadCounts(wallet, 625, {
        get: { unexpected: { refused: 300 } },
        deposit: { unexpected: { refused: 2 } },
      }),
      ...withResources({}, { refusals: { not_found: 300, insufficient_funds: 9 } }),
    },
    /: 300 get, 2 deposit\..*300 not_found, 9 insufficient_funds/,
  ],
  ['network', { counts: slow }, /client 250 ms, in the service 8\.00 ms/],
  ['generator', { generator: { cpuShare: 0.93, lateShare: 0 } }, /CPU 93%/],
])('%s', (id, changes, evidence) => {
  const found = causes(changes)
  expect(found.map((cause) => cause.id)).toEqual([id])
  expect(found[0]?.evidence).toMatch(evidence)
  expect(found[0]?.next).toMatch(/\.$/)
})

test('a blocked event loop explains what the client waits for: no network is blamed', () => {
  const found = causes({ counts: slow, ...withResources({ eventLoopLag: steady(0.3) }) })
  expect(found.map(({ id }) => id)).toEqual(['event-loop-blocked'])
})
