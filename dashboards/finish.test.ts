import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { expect, test } from 'vitest'
import { wallet } from '../services/wallet.ts'
import { literal } from '../src/model/promql.ts'
import { finish } from './finish.ts'
import { goldenMetrics } from './golden-metrics.ts'
import { timeSeries } from './time-series.ts'

const frame = { ...goldenMetrics(wallet), panels: [] }
const query =
  'sum(rate(x_total{a="$operation$testid",job=~"$job",instance=~"$instance"}[$__rate_interval])) or up{job=~"$job"}'
const draft = (key: string, title: string, queries = 1) =>
  timeSeries({
    key,
    title,
    description: 'Good: up.',
    unit: 'short',
    queries: Array.from({ length: queries }, (_, index) => ({
      expression: literal(`${query} + ${index}`),
      legend: 'x',
    })),
    noValue: 'none',
  })
const rowOf = (...panels: ReturnType<typeof draft>[]) => [{ key: 'row', title: 'Row', lines: [panels] }]
const ids = (dashboard: Dashboard) => new Map((dashboard.panels ?? []).map((panel) => [panel.title, panel.id]))

test('the id of a panel follows its key: another panel or title does not change it', () => {
  const before = ids(finish(frame, rowOf(draft('a', 'A'), draft('b', 'B'))))
  const after = ids(finish(frame, rowOf(draft('new', 'New'), draft('b', 'B renamed'), draft('a', 'A'))))
  expect(after.get('A')).toBe(before.get('A'))
  expect(after.get('B renamed')).toBe(before.get('B'))
})
test('refIds run on after Z', () => {
  const [, panel] = finish(frame, rowOf(draft('a', 'A', 28))).panels ?? []
  const refIds = panel && 'targets' in panel ? panel.targets?.map((target) => Reflect.get(target, 'refId')) : []
  expect(refIds?.slice(24)).toEqual(['Y', 'Z', 'A1', 'B1'])
})
test('does not touch what it is given', () => {
  const rows = rowOf(draft('a', 'A'))
  const before = JSON.stringify(rows)
  finish(frame, rows)
  expect(JSON.stringify(rows)).toBe(before)
})
