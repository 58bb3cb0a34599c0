import { describe, expect, test } from 'vitest'
import { utc } from './calendar.ts'
import { alignedRange, intervalText, parseInterval, promDuration, queryIntervals } from './interval.ts'

const hours = (count: number) => ({ from: 0, to: count * 3_600_000 })

const request = { span: hours(0.25), points: 800, scrape: 5000, panelLeast: undefined, ownStep: '', factor: 1 }

// Worked through by the formulas of Grafana's page and server, which src/panels/interval.ts names.
describe('the step of a query and the range of its rates', () => {
  test.each([
    ['never go below a scrape, and rates over four', {}, 5000, 20_000],
    ['are rounded, and rates take a scrape more', { span: hours(6) }, 30_000, 35_000],
    ['follow the width of the panel', { span: hours(6), points: 400, scrape: 15_000 }, 60_000, 75_000],
    ['over a month', { span: hours(24 * 30), points: 1200 }, 1_800_000, 1_805_000],
    ['keep to the least interval of the panel, which is no scrape', { panelLeast: 30_000 }, 30_000, 35_000],
    ['keep to the least step of the query, which counts as a scrape', { ownStep: '1m' }, 60_000, 240_000],
    ['may be asked for every rate interval', { ownStep: '$__rate_interval' }, 20_000, 20_000],
    ['may take the interval itself for a scrape', { ownStep: `\${__interval}`, span: hours(6) }, 30_000, 120_000],
    ['are as many times longer as the resolution of an old dashboard says', { factor: 10 }, 50_000, 20_000],
    [
      'never ask for more points than Prometheus gives',
      { span: hours(24 * 365), points: 100_000, ownStep: '1s' },
      3_600_000,
      301_000,
    ],
  ] as const)('%s', (_, given, step, rate) => {
    const { span } = { ...request, ...given }
    const points = 'points' in given ? given.points : request.points
    expect(queryIntervals({ ...request, ...given, span, points })).toEqual({ step, rate })
  })
  test('a range is asked for on multiples of its step, of the day of whoever looks', () => {
    expect(alignedRange({ from: 61_234, to: 359_999 }, 60_000, utc)).toEqual({
      start: 60_000,
      end: 300_000,
      step: 60_000,
    })
    const day = 86_400_000
    expect(alignedRange({ from: 2.5 * day, to: 3.9 * day }, day, () => 120)).toEqual({
      start: 2 * day - 7_200_000,
      end: 3 * day - 7_200_000,
      step: day,
    })
  })
  test('an interval is written in whole numbers of one unit', () => {
    expect([250, 5000, 90_000, 5_400_000, 86_400_000].map(intervalText)).toEqual(['250ms', '5s', '1m', '1h', '1d'])
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
