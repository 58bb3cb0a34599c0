import { describe, expect, test } from 'vitest'
import { formatValue } from './units.ts'

describe('formatValue', () => {
  test.each([
    [0.00477, 's', '4.77 ms'],
    [0, 's', '0 s'],
    [1.5, 's', '1.50 s'],
    [90, 's', '1.50 min'],
    [-0.25, 's', '-250 ms'],
    [250, 'ms', '250 ms'],
    [2500, 'ms', '2.50 s'],
    [0.9991, 'percentunit', '99.9%'],
    [0.5, 'percent', '0.500%'],
    [2e9, 'decbytes', '2 GB'],
    [2 ** 31, 'bytes', '2 GiB'],
    [512, 'bytes', '512 B'],
    [4, 'mbytes', '4 MiB'],
    [1234, 'short', '1.23 K'],
    [1.5e6, 'short', '1.50 Mil'],
    [119.4, 'reqps', '119 req/s'],
    [1200, 'ops', '1.20K ops/s'],
    [1234567, 'locale', '1,234,567'],
    [3, 'currencyUSD', '$3'],
    [1, 'bool', 'True'],
    [5, 'suffix: beats', '5 beats'],
    [7, 'prefix:#', '#7'],
    [12.5, 'furlongs', '12.5 furlongs'],
    [Number.NaN, 's', 'NaN s'],
    [Number.POSITIVE_INFINITY, 'none', '+Inf'],
  ])('%d in %s is "%s"', (value, unit, text) => expect(formatValue(value, unit)).toBe(text))

  test('takes the decimals that are asked for, and never says minus nothing', () => {
    expect(formatValue(0.9991, 'percentunit', 2)).toBe('99.91%')
    expect(formatValue(-0.0001, 'none', 1)).toBe('0.0')
  })
})
