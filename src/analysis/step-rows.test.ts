import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { judge } from './judge.ts'
import type { StepCounts, SteppedCounts } from './load-counts.ts'
import type { Evidence } from './run.ts'
import { goodEvidence, goodRequests, loadCounts } from './testing/evidence.ts'

const good = goodEvidence(wallet)
const { latency } = goodRequests(wallet, 1)

/** A step in which so many of its requests kept every SLO. */
function step(rate: number, kept: number, changes: Partial<StepCounts> = {}): StepCounts {
  const offered = rate * 20
  return {
    rate,
    seconds: 20,
    offered,
    completed: offered,
    kept: Object.fromEntries(Object.keys(wallet.slos).map((id) => [id, kept])),
    ...(latency ? { latency } : {}),
    ...changes,
  }
}

const found: SteppedCounts = {
  steps: [step(100, 2_000), step(200, 4_000), step(400, 6_000)],
  virtualUsers: 20,
  busiest: 3,
  broken: 2,
  recoverySeconds: 1.5,
}

function judged(stepped: SteppedCounts | undefined, changes: Partial<Evidence> = {}) {
  const run = { ...good.run, scenario: 'stress-test-to-failure' }
  const counts = { ...loadCounts(wallet, 900), ...(stepped ? { stepped } : {}) }
  return judge(wallet, { ...good, run, counts, ...changes })
}

describe('a load that is meant to break the SLOs', () => {
  test('holds where it found the break and the service recovered', () => {
    const verdict = judged(found)
    expect(verdict).toMatchObject({ outcome: 'held', exitCode: 0 })
    expect(verdict.summary).toBe(
      'The SLOs broke. At step 3, 400 requests/s. Before: kept at 200 requests/s. The service recovered 1.5 s after the load.',
    )
    expect(verdict.steps?.map(({ broken }) => broken.length > 0)).toEqual([false, false, true])
  })

  test('is broken where the service did not recover', () => {
    const { recoverySeconds: _, ...lasting } = found
    expect(judged(lasting)).toMatchObject({ outcome: 'broken', exitCode: 1 })
  })

  test('is unmeasured where no step broke them', () => {
    const { broken: _, ...rest } = found
    expect(judged({ ...rest, steps: found.steps.slice(0, 2) })).toMatchObject({
      exitCode: 3,
      summary: 'No breaking point: The SLOs were kept up to 200 requests/s, the highest step.',
    })
  })

  test('is unmeasured where the generator was the limit, or nothing was counted', () => {
    expect(judged(found, { generator: { cpuShare: 0.9, lateShare: 0 } }).exitCode).toBe(3)
    expect(judged(undefined).exitCode).toBe(3)
    expect(judged(found, { counts: { unmeasured: 'no summary' } }).exitCode).toBe(3)
  })

  test('is no broken promise where the service was lost for a while and came back', () => {
    const losses = { service: { at: '2026-01-01T00:00:00Z', reason: 'gone' } }
    expect(judged(found, { losses }).exitCode).toBe(0)
  })

  test('counts requests that were due and found no virtual user free against its steps', () => {
    const slow = { average: 400, p50: 400, p90: 400, p95: 400, p99: 400, max: 400 }
    const dropped = step(100, 1_000, { offered: 1_000, completed: 1_000, latency: slow })
    const verdict = judged({ ...found, steps: [dropped], broken: 0 })
    expect(verdict.steps?.[0]).toMatchObject({ answered: 50, failed: 0.5, unsent: 0 })
    expect(verdict.steps?.[0]?.broken).toContain('p95')
    expect(verdict.outcome).toBe('held')
  })

  test('counts them where all virtual users waited at the end of a growing queue, whatever the mean says', () => {
    const dropped = step(100, 1_000, { offered: 1_000, completed: 1_000 })
    const verdict = judged({ ...found, steps: [dropped], broken: 0, busiest: 16 })
    expect(verdict.steps?.[0]).toMatchObject({ failed: 0.5, unsent: 0 })
  })

  test('certifies no break where the generator did not send what it could have sent', () => {
    const starved = step(100, 1_000, { offered: 1_000, completed: 1_000 })
    const verdict = judged({ ...found, steps: [starved], broken: 0 })
    expect(verdict.steps?.[0]).toMatchObject({ failed: 0, unsent: 0.5, broken: [] })
    expect(verdict).toMatchObject({ exitCode: 3, summary: expect.stringContaining('its machine was the limit') })
  })
})
