import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bucket, quantileOf, quantileOfValues } from './histogram.ts'

const boundaries = [0.01, 0.1, 1, Infinity]
const bucketsOf = (values: readonly number[]): Bucket[] =>
  boundaries.map((boundary) => ({ boundary, count: values.filter((value) => value <= boundary).length }))

describe('a quantile of buckets', () => {
  test.each([
    ['is linear within its bucket', 0.5, [0, 10, 10, 10], 0.055],
    ['begins at 0 in the first bucket', 0.5, [10, 10, 10, 10], 0.005],
    ['beyond all boundaries is the last one', 0.9, [0, 0, 5, 10], 1],
    ['passes over empty buckets', 0.75, [5, 5, 10, 10], 0.55],
  ])('%s', (_title, quantile, counts, expected) => {
    const buckets = counts.map((count, index) => ({ count, boundary: boundaries[index] ?? Infinity }))
    expect(quantileOf(quantile, buckets)).toBeCloseTo(expected, 12)
  })
  test.each<[string, Bucket[]]>([
    ['no buckets', []],
    ['no event', bucketsOf([])],
    ['no last bucket', [{ boundary: 1, count: 3 }]],
    ['nothing but the last bucket', [{ boundary: Infinity, count: 3 }]],
  ])('does not exist with %s', (_title, buckets) => expect(quantileOf(0.95, buckets)).toBeUndefined())

  test('lies in the bucket of the value that it stands for', () => {
    const values = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (some, quantile) => {
        const buckets = bucketsOf(some)
        const found = quantileOf(quantile, buckets) ?? Number.NaN
        const sorted = [...some].sort((a, b) => a - b)
        const exact = sorted[Math.max(0, Math.ceil(quantile * sorted.length - 1e-9) - 1)] ?? Number.NaN
        const upper = boundaries.find((boundary) => exact <= boundary) ?? Number.NaN
        const lower = boundaries[boundaries.indexOf(upper) - 1] ?? 0
        expect(found).toBeGreaterThanOrEqual(lower - 1e-9)
        expect(found).toBeLessThanOrEqual(upper + 1e-9)
      }),
    )
  })
})

describe('a quantile of values', () => {
  test.each([
    ['one value is that value', 0.95, [3], 3],
    ['the middle of two is between them', 0.5, [4, 2], 3],
    ['the highest of few is near their P95', 0.95, [1, 2, 3, 4, 5], 4.8],
  ])('%s', (_title, quantile, values, expected) => expect(quantileOfValues(quantile, values)).toBeCloseTo(expected))
  test('of none does not exist', () => expect(quantileOfValues(0.5, [])).toBeUndefined())
})
