import { expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { judge } from '../analysis/judge.ts'
import type { Saturation } from '../analysis/resource.ts'
import { goodEvidence, goodRequests, loadCounts } from '../analysis/testing/evidence.ts'
import { breakingPointOf, renderBreakingPoint } from './find-breaking-point.ts'

const good = goodEvidence(wallet)
const { latency } = goodRequests(wallet, 1)

/** The verdict on steps of these rates, of which the last one answered only half. */
function verdictOn(rates: readonly number[], broke: boolean, saturation?: Saturation) {
  const steps = rates.map((rate, index) => {
    const answered = broke && index === rates.length - 1 ? rate * 5 : rate * 10
    const kept = Object.fromEntries(Object.keys(wallet.slos).map((id) => [id, answered]))
    return { rate, seconds: 10, offered: rate * 10, completed: answered, kept, ...(latency ? { latency } : {}) }
  })
  const stepped = {
    steps,
    virtualUsers: 1,
    busiest: 1,
    recoverySeconds: 2,
    ...(broke ? { broken: rates.length - 1 } : {}),
  }
  const run = { ...good.run, scenario: 'stress-test-to-failure' }
  const signals = { ...good.signals, ...(saturation ? { saturation } : {}) }
  return judge(wallet, { ...good, run, signals, counts: { ...loadCounts(wallet, 900), stepped } })
}

const cpu = { resource: 'cpu', title: 'CPU', bound: 0.8, at: 1, level: 0.97 } as const

test('the breaking point is the last step, and what was kept is the highest one before it', () => {
  const point = breakingPointOf(verdictOn([100, 200, 400], true, cpu))
  expect(point).toMatchObject({ rate: 400, keptRate: 200, answered: 200, errors: 0.5, p95: 10, recoverySeconds: 2 })
  const text = renderBreakingPoint(point)
  expect(text).toMatch(/broke at +400 requests\/s, of which 200\.0\/s were answered/)
  expect(text).toMatch(/errors there +50%/)
  expect(text).toMatch(/first saturated +CPU: 97%, limit 80%/)
})

test('where the first step breaks, no rate was kept', () => {
  const point = breakingPointOf(verdictOn([100], true))
  expect(point).not.toHaveProperty('keptRate')
  expect(renderBreakingPoint(point)).toMatch(/kept up to +no step/)
  expect(renderBreakingPoint(point)).toMatch(/first saturated +unknown/)
})

test('where nothing broke, no rate is claimed', () => {
  const { at: _, ...nearest } = { ...cpu, level: 0.5 }
  const point = breakingPointOf(verdictOn([100, 200], false, nearest))
  expect(point).not.toHaveProperty('rate')
  expect(point.keptRate).toBe(200)
  expect(renderBreakingPoint(point)).toMatch(/not reached/)
  expect(renderBreakingPoint(point)).toMatch(/nearest was CPU with 50% of 80%/)
})
