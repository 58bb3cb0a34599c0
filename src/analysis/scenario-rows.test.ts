import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { judge } from './judge.ts'
import type { LoadCounts } from './load-counts.ts'
import type { Evidence } from './run.ts'
import { goodEvidence, loadCounts } from './testing/evidence.ts'

const good = goodEvidence(wallet)
const run = { ...good.run, scenario: 'continuous-wallet-stress' }

function judged(changes: Partial<LoadCounts>, operations: Parameters<typeof loadCounts>[2] = {}, each = 400) {
  const evidence: Evidence = { ...good, run, counts: { ...loadCounts(wallet, each, operations), ...changes } }
  return judge(wallet, evidence)
}
const rowOf = (verdict: ReturnType<typeof judge>, id: string) => verdict.rows.find((row) => row.id === id)

describe('the promise of a scenario of its own', () => {
  test('holds, and needs not so many requests as resolve every SLO', () => {
    const verdict = judged({}, {}, 100)
    expect(verdict.outcome).toBe('held')
    expect(rowOf(verdict, 'slo.availability.client')).toMatchObject({ result: 'unmeasured', required: false })
    expect(rowOf(verdict, 'promise.p95')).toMatchObject({ result: 'pass', value: 10, bound: 50 })
    expect(rowOf(verdict, 'promise.create')).toMatchObject({ result: 'pass', value: 1 })
  })

  test('belongs to that scenario alone', () => {
    const verdict = judge(wallet, good)
    expect(rowOf(verdict, 'promise.p95')).toBeUndefined()
  })

  test('is broken by one creation that fails', () => {
    const verdict = judged({}, { create: { unexpected: { refused: 1 } } })
    expect(rowOf(verdict, 'promise.create')).toMatchObject({ result: 'fail', reason: '1 of 400 were not.' })
    expect(verdict.outcome).toBe('broken')
  })

  test('is broken by a P95 that the SLOs would allow', () => {
    const { total } = loadCounts(wallet, 400)
    const latency = { average: 20, p50: 10, p90: 40, p95: 60, p99: 90, max: 99 }
    const verdict = judged({ total: { ...total, latency } })
    expect(verdict.rows.filter(({ result }) => result === 'fail').map(({ id }) => id)).toEqual(['promise.p95'])
  })

  test('is broken by requests that a hanging service kept from being sent, however fast the others were', () => {
    const verdict = judged({ missed: 400 })
    expect(rowOf(verdict, 'promise.p95')).toMatchObject({ result: 'fail' })
    expect(rowOf(verdict, 'slo.p95.client')).toMatchObject({ result: 'fail' })
  })

  test('is broken by creations that came too seldom', () => {
    expect(rowOf(judged({ seconds: 2_000 }), 'promise.creations')).toMatchObject({ result: 'fail', bound: 999 })
    expect(rowOf(judged({ seconds: 802 }), 'promise.creations')).toMatchObject({ result: 'pass' })
  })
})
