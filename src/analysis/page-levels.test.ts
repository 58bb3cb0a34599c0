import { expect, it } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { pageLevels, pageRatioQuery } from './page-levels.ts'

const sample = (slo: string, window: string, value: number) => ({
  name: `slo:error_ratio:rate${window}`,
  labels: { service: 'wallet', slo },
  value,
})

it('asks for the windows of pages alone', () => {
  expect(pageRatioQuery(wallet)).toBe(
    '{__name__=~"slo:error_ratio:rate1h|slo:error_ratio:rate30m|slo:error_ratio:rate5m|slo:error_ratio:rate6h",service="wallet"}',
  )
})

it('puts the SLO first whose page is nearest: both windows of a condition count, and the nearest condition', () => {
  const ratios = [
    ...[sample('p99', '1h', 0.9), sample('p99', '5m', 0), sample('p99', '6h', 0.9), sample('p99', '30m', 0.03)],
    ...[sample('availability', '1h', 0.0288), sample('availability', '5m', 0.5)],
    ...[sample('p95', '1h', 0.5)],
  ]
  const levels = pageLevels(wallet, ratios)
  expect(levels.map(({ slo }) => slo)).toEqual(['availability', 'p99'])
  expect(levels[0]?.nearness).toBeCloseTo(2, 10)
  expect(levels[1]?.nearness).toBeCloseTo(0.5, 10)
  expect(levels[0]?.nearest).toEqual({
    long: { window: '1h', ratio: 0.0288 },
    short: { window: '5m', ratio: 0.5 },
    threshold: 0.0144,
  })
  expect(levels[1]?.nearest.short.window).toBe('30m')
})

it('has no level where nothing is counted', () => {
  expect(pageLevels(wallet, [])).toEqual([])
})
