import { describe, expect, it } from 'vitest'
import { bytes, errorBudget, parseDuration, parseRatio, parseSize, perSecond, seconds, share } from './units.ts'

describe('units', () => {
  it.each([
    ['100ms', 0.1],
    ['1.5s', 1.5],
    ['0.3s', 0.3],
    ['2m', 120],
    ['30d', 2_592_000],
    ['4w', 2_419_200],
  ] as const)('%s is %d seconds', (text, expected) => expect(seconds(text)).toBe(expected))

  it.each([
    ['2GB', 2e9],
    ['2GiB', 2_147_483_648],
    ['512KiB', 524_288],
  ] as const)('%s is %d bytes', (text, expected) => expect(bytes(text)).toBe(expected))

  it.each([
    ['99.9%', 0.999, 0.001],
    ['99.99%', 0.9999, 0.0001],
    ['95%', 0.95, 0.05],
    ['99.95%', 0.9995, 0.0005],
  ] as const)('%s is a share of %d and leaves a budget of %d, without a residue', (text, whole, budget) => {
    expect(share(text)).toBe(whole)
    expect(errorBudget(text)).toBe(budget)
  })

  it('a rate per minute is a sixtieth of one per second', () => expect(perSecond('90/m')).toBe(1.5))

  it.each(['', '100', 'ms', '-5ms', '1e3ms', '5 ms', '100mss', 'NaNms', '5M'])('"%s" is no duration', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  )

  it('a unit of another quantity is refused', () => {
    expect(parseSize('5ms')).toBeUndefined()
    expect(parseRatio('0.999')).toBeUndefined()
    expect(() => seconds('5GB' as never)).toThrow('"5GB" is no duration')
  })
})
