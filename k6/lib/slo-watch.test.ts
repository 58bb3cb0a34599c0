import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { SloWatch } from './slo-watch.ts'

const fresh = () => new SloWatch(wallet, { window: 10_000, pace: 100, begun: 0 })

/** Sends a probe each 100 ms, as slow as `slowness` says; gives the time and reason of the first verdict. */
function probed(
  slowness: (at: number) => number,
  ok: (at: number) => boolean = () => true,
): { at: number; reason: string } | undefined {
  const watch = fresh()
  for (let at = 0; at < 40_000; at += 100) {
    const reason = watch.add(at, slowness(at), ok(at))
    if (reason !== undefined) return { at, reason }
  }
  return undefined
}

describe('an SLO that is broken for a sustained time', () => {
  test('is told only after the whole window', () => {
    const found = probed((at) => (at >= 15_000 ? 150 : 5))
    expect(found?.at).toBeGreaterThanOrEqual(19_900)
    expect(found?.reason).toMatch(/^P95 latency \(within 100ms\) broken: \d+\.\d% of the probes of the last 10 s/)
  })

  test('is none where the service recovers within it', () => {
    expect(probed((at) => (at >= 15_000 && at < 19_000 ? 150 : 5))).toBeUndefined()
  })

  test('is none where single probes are bad', () => {
    expect(
      probed(
        () => 5,
        (at) => at % 9_000 !== 0,
      ),
    ).toBeUndefined()
  })

  test('is availability where probes fail fast', () => {
    expect(
      probed(
        () => 1,
        (at) => at % 2_500 !== 0,
      )?.reason,
    ).toBeUndefined()
    expect(
      probed(
        () => 1,
        (at) => at % 1_900 !== 0,
      )?.reason,
    ).toMatch(/broken/)
  })

  test('counts a probe that hangs for those that it kept from being sent', () => {
    const watch = fresh()
    expect(watch.add(1_000, 5, true)).toBeUndefined()
    expect(watch.add(11_000, 10_000, false)).toMatch(/broken/)
  })
})

test('a good probe keeps the strictest promise of a single request', () => {
  expect(fresh().isGood(100, true)).toBe(true)
  expect(fresh().isGood(101, true)).toBe(false)
  expect(fresh().isGood(1, false)).toBe(false)
})
