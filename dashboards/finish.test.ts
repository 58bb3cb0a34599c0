import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { describe, expect, test } from 'vitest'
import { wallet } from '../services/wallet.ts'
import { literal } from '../src/model/promql.ts'
import { finish, violations } from './finish.ts'
import { goldenMetrics } from './golden-metrics.ts'
import { timeSeries } from './time-series.ts'

type Editable = Omit<Panel, 'targets'> & { targets: { expr: string; refId: string }[] }

/** The wallet's dashboard with one fault, planted in its first panel. */
function planted(
  fault: (panel: Editable, dashboard: Dashboard, panels: (Panel | RowPanel)[]) => void,
): readonly string[] {
  const dashboard: Dashboard = JSON.parse(JSON.stringify(goldenMetrics(wallet)))
  const panels = dashboard.panels ?? []
  const first = panels.find((panel) => panel.type !== 'row')
  fault(first as unknown as Editable, dashboard, panels)
  return violations(dashboard)
}

test('the dashboard as it is generated breaks no rule', () => {
  expect(planted(() => {})).toEqual([])
})

describe('notices', () => {
  const setQuery = (expression: string) => (panel: Editable) => {
    panel.targets = [{ refId: 'A', expr: expression }]
  }
  test.each<[string, Parameters<typeof planted>[0], RegExp]>([
    [
      'a uid over 40 characters',
      (_, dashboard) => Object.assign(dashboard, { uid: 'x'.repeat(41) }),
      /uid "x+" is not/,
    ],
    ['a uid with a space', (_, dashboard) => Object.assign(dashboard, { uid: 'a b' }), /uid "a b" is not/],
    ['a panel without id', (panel) => delete panel.id, /"P95 response time" has no id/],
    [
      'two panels with one id',
      (panel, _, panels) => Object.assign(panel, { id: panels.at(-1)?.id ?? 0 }),
      /share the id/,
    ],
    ['a query without refId', (panel) => Object.assign(panel.targets, [{ expr: 'up', refId: '' }]), /without refId/],
    ['a refId used twice', (panel) => panel.targets.push({ expr: 'up', refId: 'A' }), /uses a refId twice/],
    ['a dashboard without title', (_, dashboard) => Object.assign(dashboard, { title: ' ' }), /dashboard has no title/],
    ['a dashboard without description', (_, dashboard) => delete dashboard.description, /dashboard has no description/],
    ['a panel without title', (panel) => Object.assign(panel, { title: '' }), /panel \d+ has no title/],
    ['a panel without description', (panel) => Object.assign(panel, { description: '' }), /has no description/],
    [
      'one title above two panels',
      (panel) => Object.assign(panel, { title: 'CPU' }),
      /title "CPU" stands above two panels/,
    ],
    [
      'an unknown unit',
      (panel) => Object.assign(panel, { fieldConfig: { defaults: { unit: 'furlongs' }, overrides: [] } }),
      /unknown unit "furlongs"/,
    ],
    ['a panel without unit', (panel) => delete panel.fieldConfig, /has no unit/],
    ['panels that overlap', (panel) => Object.assign(panel, { gridPos: { x: 1, y: 1, w: 8, h: 8 } }), /overlap/],
    [
      'a panel outside the grid',
      (panel) => Object.assign(panel, { gridPos: { x: 20, y: 900, w: 8, h: 8 } }),
      /outside the grid/,
    ],
    ['a panel without place', (panel) => delete panel.gridPos, /has no place/],
    ['a panel without query', (panel) => Object.assign(panel, { targets: [] }), /has no query/],
    ['an empty query', setQuery(' '), /is empty/],
    ['a query that is no PromQL', setQuery('sum(rate(x[5m])'), /no PromQL at character/],
    ['an unknown variable', setQuery('up{job="$nobody"}'), /no variable "nobody"/],
    ['a rate over a fixed range', setQuery('sum(rate(x_total{a="b"}[5m]))'), /rate over "5m"/],
    ['irate', setQuery('irate(x_total[$__rate_interval])'), /uses irate/],
  ])('%s', (_, fault, message) => {
    expect(planted(fault).join('\n')).toMatch(message)
  })
  test('a query of an annotation that is no PromQL', () => {
    const found = planted((_, dashboard) => {
      const target = dashboard.annotations.list?.[0]?.target
      if (target) Reflect.set(target, 'expr', 'group by (')
    })
    expect(found.join()).toMatch(/query Anno of "Load tests" is no PromQL/)
  })
})

describe('finish', () => {
  const frame = { ...goldenMetrics(wallet), panels: [] }
  const draft = (key: string, title: string, queries = 1) =>
    timeSeries({
      key,
      title,
      description: 'Good: up.',
      unit: 'short',
      queries: Array.from({ length: queries }, () => ({ expression: literal('up'), legend: 'x' })),
      noValue: 'none',
    })
  const rowOf = (...panels: ReturnType<typeof draft>[]) => [{ key: 'row', title: 'Row', lines: [panels] }]
  const ids = (dashboard: Dashboard) => new Map((dashboard.panels ?? []).map((panel) => [panel.title, panel.id]))

  test('throws and names every violation', () => {
    const rows = rowOf(draft('a', ''), draft('a', 'Twice'))
    expect(() => finish(frame, rows)).toThrow(/breaks rules:\n {2}.*share the id[\s\S]*has no title/)
  })
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
})
