import { describe, expect, test } from 'vitest'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { counterInRateRule } from './counter-in-rate.ts'

describe('counter-in-rate', () => {
  test.each([
    'sum(x_total)',
    'x_bucket',
    'avg_over_time(x_total[5m])',
    'max_over_time(sum(x_total)[1h:1m])',
    'sum(y_count) / sum(y_sum)',
  ])('finds fault with %s', (expression) => {
    expect(faultsOf(counterInRateRule, [asking(expression)])).not.toEqual([])
  })
  test.each([
    'sum(rate(x_total[5m]))',
    'increase(x_total[$__range])',
    'increase(x_total[$__interval:])',
    'absent(x_total)',
    'count(x_total)',
    'slo:x_total',
    'sum(replica_count)',
    'resets(x_total[1h])',
  ])('lets pass %s', (expression) => {
    expect(faultsOf(counterInRateRule, [asking(expression)])).toEqual([])
  })
})
