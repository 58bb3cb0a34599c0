import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeShare } from './share.ts'

describe('a share of good events', () => {
  test.each([
    ['no events are unmeasured, never held', 0, 0, 0.05, 'unmeasured'],
    ['a flawless run of 5,000 passes 99.9%', 5000, 5000, 0.001, 'pass'],
    ['a budget spent to the last event holds', 4995, 5000, 0.001, 'pass'],
    ['one more is broken', 4994, 5000, 0.001, 'fail'],
    ['2,994 flawless events do not prove 99.9%', 2994, 2994, 0.001, 'unmeasured'],
    ['2,995 do', 2995, 2995, 0.001, 'pass'],
    ['58 flawless events do not prove 95%', 58, 58, 0.05, 'unmeasured'],
    ['one failure of 500 proves nothing about 99.9%', 499, 500, 0.001, 'unmeasured'],
    ['five failures of ten prove a breach of 99.9%', 5, 10, 0.001, 'fail'],
    ['five requests that all hang prove a breach of 95%', 0, 5, 0.05, 'fail'],
    ['a promise of 100% is broken by one event', 9, 10, 0, 'fail'],
    ['a promise of 100% is never proven', 1_000_000, 1_000_000, 0, 'unmeasured'],
  ])('%s', (_title, good, total, budget, result) => {
    expect(judgeShare({ good, total }, budget).result).toBe(result)
  })

  test('where more were bad, the judgement is never better', () => {
    const rank = { pass: 0, unmeasured: 0, fail: 1 }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 9_999 }), (total, some) => {
        const bad = some % total
        const better = judgeShare({ good: total - bad, total }, 0.01).result
        const worse = judgeShare({ good: total - bad - 1, total }, 0.01).result
        expect(rank[worse]).toBeGreaterThanOrEqual(rank[better])
      }),
    )
  })

  test('of no events has no value', () => expect(judgeShare({ good: 0, total: 0 }, 0.05)).not.toHaveProperty('value'))

  test('says why events were bad', () => {
    const { reason } = judgeShare({ good: 4000, total: 5000 }, 0.001, { failed: 990, dropped: 10, 'too slow': 0 })
    expect(reason).toBe('1,000 of 5,000 were bad (990 failed, 10 dropped).')
  })

  test('says how many requests it takes', () => {
    expect(judgeShare({ good: 100, total: 100 }, 0.001).reason).toBe(
      '0 of 100 were bad: too few requests, it takes 2,995 to tell.',
    )
  })
})
