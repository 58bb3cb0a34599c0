import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { allDashboards, classicFile } from '../index.ts'
import { resourceOf } from '../resource/resource.ts'
import { variants } from '../testing/variants.ts'
import { lintDashboard } from './lint.ts'
import { lintedDashboard } from './linted.ts'
import { asClassic } from './resource.ts'

function findings(content: unknown): readonly string[] {
  const dashboard = lintedDashboard(asClassic(content), variants)
  if (dashboard === undefined) throw new Error('no dashboard')
  return lintDashboard(dashboard).map(({ rule, panel, refId, what }) => [rule, panel, refId, what].join(' '))
}

describe.each(allDashboards([wallet]))('$dashboard.uid', (one) => {
  test('as a resource breaks the rules that it breaks in the classic schema, and no other', () => {
    const classic = JSON.parse(classicFile(one).body) as unknown
    expect(findings(JSON.parse(JSON.stringify(resourceOf(one.dashboard))))).toEqual(findings(classic))
  })
  test('a defect is found in either', () => {
    const classic = classicFile(one).body.replaceAll('[$__rate_interval]', '[5m]')
    const resource = JSON.stringify(resourceOf(one.dashboard)).replaceAll('[$__rate_interval]', '[5m]')
    expect(findings(JSON.parse(resource))).toEqual(findings(JSON.parse(classic)))
  })
})

const query = (spec: object) => ({ kind: 'PanelQuery', spec: { refId: 'A', ...spec } })
const panel = (vizConfig: object, of: object) => ({
  kind: 'Panel',
  spec: {
    id: 1,
    title: 'Up',
    description: 'Good: 1.',
    data: { kind: 'QueryGroup', spec: { queries: [query(of)] } },
    vizConfig,
  },
})
const options = { options: {}, fieldConfig: { defaults: { unit: 'short' }, overrides: [] } }
const resource = (element: object, layout: object) => ({
  metadata: { name: 'up' },
  spec: { title: 'Up', description: 'Whether it is.', cursorSync: 'Crosshair', elements: { up: element }, layout },
})
const item = (kind: string) => ({ kind, spec: { element: { kind: 'ElementReference', name: 'up' } } })

describe('what others write', () => {
  test.each([
    [
      'v2alpha1',
      panel(
        { kind: 'stat', spec: options },
        { datasource: { uid: 'x' }, query: { kind: 'prometheus', spec: { expr: 'sum(up' } } },
      ),
    ],
    [
      'v2beta1',
      panel(
        { kind: 'VizConfig', group: 'stat', spec: options },
        { query: { kind: 'DataQuery', group: 'prometheus', datasource: { name: 'x' }, spec: { expr: 'sum(up' } } },
      ),
    ],
  ])('%s, in tabs of an automatic grid', (_, element) => {
    const grid = { kind: 'AutoGridLayout', spec: { items: [item('AutoGridLayoutItem')] } }
    const tab = { kind: 'TabsLayoutTab', spec: { title: 'First', layout: grid } }
    const found = findings(resource(element, { kind: 'TabsLayout', spec: { tabs: [tab] } }))
    expect(found.map((text) => text.split(' ')[0])).toEqual(['query-syntax', 'data-source'])
  })
})
