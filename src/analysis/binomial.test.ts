import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventsToResolve, exceedsBudget } from './binomial.ts'

/** P(X >= bad) by exact whole numbers: the budget is `per` in 1,000. */
function chance(bad: number, total: number, per: number): number {
  let above = 0n
  let choose = 1n
  for (let count = 0; count <= total; count += 1) {
    if (count >= bad) above += choose * BigInt(per) ** BigInt(count) * BigInt(1000 - per) ** BigInt(total - count)
    choose = (choose * BigInt(total - count)) / BigInt(count + 1)
  }
  return Number((above * 10n ** 15n) / 1000n ** BigInt(total)) / 1e15
}

describe('the number of events that resolves an objective', () => {
  test.each([
    ['95%', 0.05, 59],
    ['99%', 0.01, 299],
    ['99.9%', 0.001, 2995],
    ['99.99%', 0.0001, 29956],
  ])('for %s it is the published one', (_objective, budget, events) => {
    expect(eventsToResolve(budget)).toBe(events)
  })

  test('is the least at which a flawless run is unlikely under a spent budget', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (per) => {
        const events = eventsToResolve(per / 1000)
        expect((1 - per / 1000) ** events).toBeLessThanOrEqual(0.05)
        expect((1 - per / 1000) ** (events - 1)).toBeGreaterThan(0.05)
      }),
    )
  })
})

describe('a budget is exceeded beyond chance', () => {
  test('exactly where whole-number arithmetic says so', () => {
    const cases = fc
      .tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 300 }))
      .chain(([total, per]) => fc.tuple(fc.constant(total), fc.constant(per), fc.integer({ min: 0, max: total })))
    fc.assert(
      fc.property(cases, ([total, per, bad]) => {
        const exact = chance(bad, total, per)
        fc.pre(Math.abs(exact - 0.05) > 1e-9)
        expect(exceedsBudget(bad, total, per / 1000)).toBe(bad > 0 && exact <= 0.05)
      }),
    )
  })

  test('never by fewer bad events than are not enough', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40_000 }),
        fc.double({ min: 1e-5, max: 0.5, noNaN: true }),
        (total, budget) => {
          const bad = Math.floor(total * budget)
          if (exceedsBudget(bad, total, budget)) expect(exceedsBudget(bad + 1, total, budget)).toBe(true)
          // The mean itself is never beyond chance.
          if (bad >= 1) expect(exceedsBudget(bad, total, budget)).toBe(false)
        },
      ),
    )
  })

  test.each([
    ['one bad event of 10 at 99.9%', 1, 10, 0.001, true],
    ['one bad event of 100 at 99.9%', 1, 100, 0.001, false],
    ['all of 5 at 95%', 5, 5, 0.05, true],
    ['any bad event of a promise of 100%', 1, 1_000_000, 0, true],
    ['no bad event', 0, 10, 0.001, false],
    ['all of very many', 100_000, 100_000, 0.0001, true],
  ])('%s', (_title, bad, total, budget, expected) => {
    expect(exceedsBudget(bad, total, budget)).toBe(expected)
  })
})
