import { describe, expect, test } from 'vitest'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { ratioRule } from './ratio.ts'

describe('ratio', () => {
  test.each([
    'rate(x_total{status="500"}[5m]) / rate(x_total[5m])',
    'sum by (a) (x) / sum(y)',
    'sum(x) / y',
    'x / sum(y)',
  ])('finds fault with %s', (expression) => {
    expect(faultsOf(ratioRule, [asking(expression)])).not.toEqual([])
  })
  test.each([
    'sum(x) / sum(y)',
    'sum by (a) (x) / sum by (a) (y)',
    'sum by (a, b) (x) / on (a) group_left sum by (a) (y)',
    'used / total',
    '(total - used) / total',
    'rate(x_sum[5m]) / rate(x_count[5m])',
    'sum by (job, instance) (x) / y',
    'sum(x) / job:y:sum',
    'x / 100',
    '(sum(x) or vector(0)) / (sum(y) > 0)',
  ])('lets pass %s', (expression) => {
    expect(faultsOf(ratioRule, [asking(expression)])).toEqual([])
  })
})
