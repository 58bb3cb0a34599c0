import { describe, expect, it } from 'vitest'
import { applicableWindows, burnRateCatalogue, burnRateConditions, burnRateThreshold } from './burn-rate.ts'
import { seconds } from './units.ts'

describe('burn rates', () => {
  it('are those of the SRE Workbook for 30 days', () => {
    expect(burnRateConditions('30d').map(({ factor }) => factor)).toEqual([14.4, 6, 3, 1])
  })

  it.each(['1d', '7d', '28d', '4w', '30d', '90d'] as const)('never fire inside the budget of %s', (window) => {
    const conditions = burnRateConditions(window)
    expect(conditions.length).toBeGreaterThan(0)
    for (const { factor, long } of conditions) {
      expect(factor).toBeGreaterThanOrEqual(1)
      expect(seconds(long)).toBeLessThan(seconds(window))
    }
  })

  it('spend the share of the budget that the catalogue says, wherever the factor is not raised to 1', () => {
    for (const { factor, long, budgetShare } of burnRateConditions('90d'))
      expect((factor * seconds(long)) / seconds('90d')).toBeCloseTo(budgetShare, 9)
  })

  it.each([7, 28, 30, 90])(
    'have no raised factor in the catalogue of %s days, where the slowest sees a rate of 1.2',
    (days) => {
      const factors = (burnRateCatalogue[days] ?? []).map(
        ({ budgetShare, long }) => (budgetShare * days * 86_400) / seconds(long),
      )
      for (const factor of factors) expect(factor).toBeGreaterThanOrEqual(0.999_999)
      expect(Math.min(...factors)).toBeLessThanOrEqual(1.2)
    },
  )

  it('leave out what not even a total outage reaches', () => {
    const slo = { objective: '90%', window: '30d' } as const
    expect(applicableWindows(slo).map(({ factor }) => factor)).toEqual([6, 3, 1])
    expect(applicableWindows({ objective: '99.9%', window: '30d' })).toHaveLength(burnRateCatalogue[30]?.length ?? 0)
    // Exactly 1: a ratio cannot exceed it.
    expect(applicableWindows({ objective: '0%', window: '30d' })).toEqual([])
  })

  it('give thresholds without rounding residues', () => {
    const [fastest] = burnRateConditions('30d')
    if (!fastest) throw new Error('no condition')
    expect(burnRateThreshold({ objective: '99.9%' }, fastest)).toBe(0.0144)
  })
})
