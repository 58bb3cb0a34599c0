import { assert, bigInt, property } from 'fast-check'
import { expect, test } from 'vitest'
import { amountsAreExact, centsOf, decimalOf, largestBalance } from './money.ts'

test('every amount of at most two decimals is read exactly, however large', () => {
  assert(
    property(bigInt({ min: 0n, max: largestBalance }), (cents) => {
      const text = decimalOf(String(cents))
      expect(text).toMatch(/^\d+\.\d\d$/)
      expect(centsOf(JSON.parse(text) as number)).toBe(cents)
    }),
  )
})

test.each([0.001, 10.005, 0.1 + 0.2, 1e-3, 1e-7, 1e21, Number.NaN, Number.POSITIVE_INFINITY, 999999.999])(
  '%d has no exact cents',
  (amount) => {
    expect(centsOf(amount)).toBeUndefined()
  },
)

test.each([
  ['0', '0.00'],
  ['5', '0.05'],
  ['-5', '-0.05'],
  ['1050', '10.50'],
  ['999999999999999', '9999999999999.99'],
])('%s cents are written %s', (cents, text) => {
  expect(decimalOf(cents)).toBe(text)
})

test('a text with more digits than a double holds is caught, wherever the amount stands', () => {
  expect(amountsAreExact('{"amount":10.000000000000000001}')).toBe(false)
  expect(amountsAreExact('{"x":1,"amount" :\n-1000000.00000000001}')).toBe(false)
})

test('trailing zeros, other numbers and the words of a description are not taken for digits of an amount', () => {
  expect(amountsAreExact('{"amount":10.00000000000000000000}')).toBe(true)
  expect(amountsAreExact('{"amount":1,"other":10.000000000000000001}')).toBe(true)
  expect(amountsAreExact(JSON.stringify({ amount: 1, description: '"amount":10.000000000000000001' }))).toBe(true)
})
