import { describe, expect, test } from 'vitest'
import type { LoadCounts, MoneyAccount } from './load-counts.ts'
import { moneyRows } from './money-row.ts'
import type { Evidence } from './run.ts'

const evidence = (money?: MoneyAccount) =>
  ({ counts: { ...(money ? { money } : {}) } as LoadCounts }) as unknown as Evidence

describe('the account of the money', () => {
  test.each([
    ['holds', { roomAbove: 0, roomBelow: 0, checks: 1 }, 'pass', 0],
    [
      'holds between the bounds of movements without an answer',
      { roomAbove: 500, roomBelow: 20, checks: 1 },
      'pass',
      0,
    ],
    ['fails for one cent lost', { roomAbove: 1, roomBelow: -1, checks: 1 }, 'fail', 1],
    ['fails for money made', { roomAbove: -200, roomBelow: 200, checks: 1 }, 'fail', 200],
    [
      'is unmeasured where nothing could be read',
      { roomAbove: 0, roomBelow: 2 ** 50, checks: 0 },
      'unmeasured',
      undefined,
    ],
  ])('%s', (_, money, result, value) => {
    const [row] = moneyRows(evidence(money))
    expect(row?.result).toBe(result)
    expect(row?.value).toBe(value)
  })

  test('is not judged where the scenario keeps none', () => {
    expect(moneyRows(evidence())).toEqual([])
  })
})
