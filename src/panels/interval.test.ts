import { describe, expect, test } from 'vitest'
import { alignedRange, panelInterval, parseInterval, promDuration, rateInterval } from './interval.ts'

const hours = (count: number) => ({ from: 0, to: count * 3_600_000 })

// The expected numbers are what Grafana 12 computes for these ranges and widths.
describe('the intervals of a panel', () => {
  test.each([
    [hours(0.25), 800, 5000, 5000],
    [hours(6), 800, 5000, 30_000],
    [hours(6), 400, 15_000, 60_000],
    [hours(24), 1200, 5000, 60_000],
    [hours(24 * 30), 1200, 5000, 1_800_000],
  ])('%j over %d pixels, at least %d ms, is %d ms', (span, width, least, expected) => {
    expect(panelInterval(span, width, least)).toBe(expected)
  })
  test('a rate goes over four scrapes, or one scrape more than the step', () => {
    expect(rateInterval(5000, 5000)).toBe(20_000)
    expect(rateInterval(60_000, 5000)).toBe(65_000)
  })
  test('a range is asked for on multiples of its step, and never for more points than Prometheus gives', () => {
    expect(alignedRange({ from: 61_234, to: 359_999 }, 60_000)).toEqual({ start: 60_000, end: 300_000, step: 60_000 })
    const { start, end, step } = alignedRange({ from: 0, to: 365 * 86_400_000 }, 1000)
    expect((end - start) / step).toBeLessThanOrEqual(11_000)
  })
  test('reads and writes durations', () => {
    expect(['5s', '>10s', '1h30m', '250ms', '1d'].map(parseInterval)).toEqual([
      5000, 10_000, 5_400_000, 250, 86_400_000,
    ])
    expect(['', '5', 's', '5x', '$__interval'].map(parseInterval)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect([5000, 60_000, 90_000, 3_600_000, 86_400_000, 250].map(promDuration)).toEqual([
      '5s',
      '1m',
      '90s',
      '1h',
      '1d',
      '250ms',
    ])
  })
})
