import { describe, expect, test } from 'vitest'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { rateRangeRule } from './rate-range.ts'

describe('rate-range', () => {
  test.each(['rate(x_total[5m])', 'increase(x_total[$__interval])', 'rate(x_total[$__range])'])(
    'finds fault with %s',
    (expression) => {
      expect(faultsOf(rateRangeRule, [asking(expression)])).not.toEqual([])
    },
  )
  test.each([
    'rate(x_total[$__rate_interval])',
    'increase(x_total[$__range])',
    'rate(x_total[$window])',
    'max_over_time(x[5m])',
  ])('lets pass %s', (expression) => {
    expect(faultsOf(rateRangeRule, [asking(expression)])).toEqual([])
  })
})
