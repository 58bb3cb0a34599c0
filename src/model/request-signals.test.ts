import { describe, expect, test } from 'vitest'
import { native, service, withoutHistogram } from '../../alerts/testing/fleets.ts'
import type { Expression } from './promql.ts'
import {
  bucketBoundaries,
  hasHistogram,
  meanResponse,
  promisedBoundaries,
  requestIncrease,
  requestRate,
  requestSeries,
  requests,
  requestsWithin,
  responseDistribution,
  responseQuantile,
  slowShare,
} from './request-signals.ts'
import { requestHistogram } from './runtime.ts'
import type { Service } from './service.ts'

const classic = service('classic')
const own = { job: 'x' }
const m = 'http_server_requests_seconds'

type Question = (of: Service) => Expression

const table: readonly (readonly [what: string, question: Question, classic: string, native: string])[] = [
  ['requests so far', (of) => requests(of, 'count', own), `${m}_count{job="x"}`, `histogram_count(${m}{job="x"})`],
  ['seconds so far', (of) => requests(of, 'sum', own), `${m}_sum{job="x"}`, `histogram_sum(${m}{job="x"})`],
  ['what can be reset', (of) => requestSeries(of, 'count', own), `${m}_count{job="x"}`, `${m}{job="x"}`],
  [
    'requests per second',
    (of) => requestRate(of, 'count', own, '5m', ['uri']),
    `sum by (uri) (rate(${m}_count{job="x"}[5m]))`,
    `sum by (uri) (histogram_count(rate(${m}{job="x"}[5m])))`,
  ],
  [
    'growth',
    (of) => requestIncrease(of, 'sum', own, '5m'),
    `sum(increase(${m}_sum{job="x"}[5m]))`,
    `sum(histogram_sum(increase(${m}{job="x"}[5m])))`,
  ],
  [
    'a percentile',
    (of) => responseQuantile(of, 0.95, own, '5m', ['uri']),
    `histogram_quantile(0.95, sum by (uri, le) (rate(${m}_bucket{job="x"}[5m])))`,
    `histogram_quantile(0.95, sum by (uri) (rate(${m}{job="x"}[5m])))`,
  ],
  [
    'a distribution',
    (of) => responseDistribution(of, own, '5m'),
    `sum by (le) (increase(${m}_bucket{job="x"}[5m]))`,
    `sum(increase(${m}{job="x"}[5m]))`,
  ],
  [
    'fast requests so far',
    (of) => requestsWithin(of, 0.25, own, { status: '200' }),
    `${m}_bucket{job="x",le="0.25",status="200"}`,
    `round(histogram_fraction(0, 0.25, ${m}{job="x",status="200"}) * (histogram_count(${m}{job="x",status="200"}) > 0), 0.000001)`,
  ],
  [
    'the share of slow ones',
    (of) => slowShare(of, 0.25, own, '5m', ['uri']),
    `1 - sum by (uri) (rate(${m}_bucket{job="x",le="0.25"}[5m])) / (sum by (uri) (rate(${m}_count{job="x"}[5m])) > 0)`,
    `1 - histogram_fraction(0, 0.25, sum by (uri) (rate(${m}{job="x"}[5m]))) and sum by (uri) (histogram_count(rate(${m}{job="x"}[5m]))) > 0`,
  ],
  [
    'the mean',
    (of) => meanResponse(of, own, '5m'),
    `sum(rate(${m}_sum{job="x"}[5m])) / (sum(rate(${m}_count{job="x"}[5m])) > 0)`,
    `sum(histogram_sum(rate(${m}{job="x"}[5m]))) / (sum(histogram_count(rate(${m}{job="x"}[5m]))) > 0)`,
  ],
]

describe('requests are asked for as they are counted', () => {
  test.each(table)('%s', (_, question, ofClassic, ofNative) => {
    expect(question(classic).text).toBe(ofClassic)
    expect(question(native).text).toBe(ofNative)
  })

  test('a threshold needs no boundary where the histogram is native', () => {
    expect([bucketBoundaries(native), promisedBoundaries(native), hasHistogram(native)]).toEqual([
      [],
      [0.12, 0.25],
      true,
    ])
    expect([bucketBoundaries(classic), promisedBoundaries(classic)]).toEqual([[0.1, 0.25, 1, 2.5], []])
    expect([bucketBoundaries(withoutHistogram), hasHistogram(withoutHistogram)]).toEqual([[], false])
  })

  test('the options of a runtime name one histogram', () => {
    expect(requestHistogram({})).toEqual({ kind: 'none' })
    expect(requestHistogram({ latencyBuckets: [] })).toEqual({ kind: 'none' })
    expect(requestHistogram({ latencyBuckets: ['1s'] })).toEqual({ kind: 'classic', boundaries: ['1s'] })
    expect(requestHistogram({ histogram: 'native' })).toEqual({ kind: 'native' })
    // @ts-expect-error Both at once: validation names the field that is too much.
    expect(requestHistogram({ histogram: 'native', latencyBuckets: ['1s'] })).toHaveProperty('boundaries')
  })
})
