import { expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { judge } from './judge.ts'
import type { SteppedCounts } from './load-counts.ts'
import type { Evidence } from './run.ts'
import { goodEvidence, loadCounts } from './testing/evidence.ts'

const good = goodEvidence(wallet)
const slos = Object.keys(wallet.slos)

/** A load of 5,000 requests/s for 10 s of which so many were answered well. */
function overload(kept: number, changes: Partial<SteppedCounts> = {}): SteppedCounts {
  const step = {
    rate: 5_000,
    seconds: 10,
    offered: 20_000,
    completed: 20_000,
    kept: Object.fromEntries(slos.map((id) => [id, kept])),
  }
  return { steps: [step], virtualUsers: 500, busiest: 500, recoverySeconds: 2.5, ...changes }
}

function judged(stepped: SteppedCounts | undefined, changes: Partial<Evidence> = {}) {
  const run = { ...good.run, scenario: 'extreme-stress' }
  const counts = { ...loadCounts(wallet, 900), ...(stepped ? { stepped } : {}) }
  return judge(wallet, { ...good, run, counts, ...changes })
}

test('holds where the service was driven beyond its capacity and came back', () => {
  const verdict = judged(overload(9_000))
  expect(verdict).toMatchObject({ outcome: 'held', exitCode: 0 })
  expect(verdict.summary).toBe(
    'The service was overloaded. At 5000 requests/s, of which 2000.0/s were answered. It recovered 2.5 s after the load.',
  )
})

test('is broken where it did not come back, and where it took too long', () => {
  const { recoverySeconds: _, ...lasting } = overload(9_000)
  expect(judged(lasting)).toMatchObject({ outcome: 'broken', exitCode: 1 })
  expect(judged(overload(9_000, { recoverySeconds: 61 }))).toMatchObject({ outcome: 'broken', exitCode: 1 })
})

test('is unmeasured where nothing was overloaded, and says what to raise', () => {
  const verdict = judged(overload(20_000, { busiest: 3 }))
  expect(verdict).toMatchObject({ outcome: 'unmeasured', exitCode: 3 })
  expect(verdict.rows[0]?.reason).toContain('raise TEST_MAX_RATE')
})

test('a generator at its limit proves no overload, unless the service saw it itself; the recovery stands', () => {
  const generator = { cpuShare: 0.95, lateShare: 0 }
  expect(judged(overload(9_000), { generator })).toMatchObject({ outcome: 'unmeasured', exitCode: 3 })
  const seen = { ...good.signals, slos: { ...good.signals.slos, p95: { good: 100, total: 20_000 } } }
  expect(judged(overload(9_000), { generator, signals: seen })).toMatchObject({ outcome: 'held', exitCode: 0 })
})

test('a load that did not begin is unmeasured', () => {
  expect(judged(undefined)).toMatchObject({ outcome: 'unmeasured', exitCode: 3 })
})
