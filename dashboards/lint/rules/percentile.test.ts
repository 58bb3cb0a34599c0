import { describe, expect, test } from 'vitest'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { percentileRule } from './percentile.ts'

describe('percentile', () => {
  test.each([
    'histogram_quantile(95, sum by (le) (rate(x_bucket[5m])))',
    'avg(histogram_quantile(0.9, sum by (le, job) (rate(x_bucket[5m]))))',
    'histogram_quantile(0.9, rate(x_bucket[5m]))',
    'avg(x{quantile="0.99"})',
    'avg_over_time(histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))[1h:])',
  ])('finds fault with %s', (expression) => {
    expect(faultsOf(percentileRule, [asking(expression)])).not.toEqual([])
  })
  test.each([
    'histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m])))',
    'max(histogram_quantile(0.9, sum by (le, job) (rate(x_bucket[5m]))))',
    'histogram_quantile(0.9, sum(rate(native[5m])))',
  ])('lets pass %s', (expression) => {
    expect(faultsOf(percentileRule, [asking(expression)])).toEqual([])
  })
})
