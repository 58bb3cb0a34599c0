import { expect, test } from 'vitest'
import { axisTexts } from './axis-texts.ts'
import { formatValue } from './units.ts'

test.each([
  ['s', [0, 0.25, 0.5, 0.75, 1, 1.25], ['0 s', '250 ms', '500 ms', '750 ms', '1.00 s', '1.25 s']],
  ['percentunit', [0, 0.0005, 0.001], ['0.00%', '0.05%', '0.10%']],
  ['short', [0, 500, 1000, 1500], ['0', '500', '1.0 K', '1.5 K']],
  ['none', [1 / 3, 2 / 3, 1], ['0.3', '0.7', '1.0']],
] as const)('labels in %s of one size have the same decimals', (unit, values, texts) => {
  expect(axisTexts({ show: (value, decimals) => formatValue(value, unit, decimals) }, values)).toEqual(texts)
})
