import { describe, expect, test } from 'vitest'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { bucketLeRule } from './bucket-le.ts'

describe('bucket-le', () => {
  test.each([
    'histogram_quantile(0.9, sum(rate(x_bucket[5m])))',
    'sum by (job) (rate(x_bucket[5m]))',
    'sum without (le) (rate(x_bucket[5m]))',
  ])('finds fault with %s', (expression) => {
    expect(faultsOf(bucketLeRule, [asking(expression)])).not.toEqual([])
  })
  test.each([
    'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))',
    'sum(rate(x_bucket{le="0.1"}[5m]))',
    'sum(histogram_quantile(0.9, sum by (le, job) (rate(x_bucket[5m]))))',
    'sum without (pod) (rate(x_bucket[5m]))',
    'histogram_quantile(0.9, sum by (vmrange) (rate(x_bucket[5m])))',
  ])('lets pass %s', (expression) => {
    expect(faultsOf(bucketLeRule, [asking(expression)])).toEqual([])
  })
})
