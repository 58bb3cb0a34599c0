import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { dataSourceRule } from './data-source.ts'

describe('data-source', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    [
      'a fixed one',
      [panelWith({ datasource: { type: 'prometheus', uid: 'abc' } })],
      {},
      /bound to the data source "abc"/,
    ],
    ['none', [panelWith({ datasource: undefined })], {}, /the default/],
    ['a variable that is none', [panelWith({ datasource: { uid: '$source' } })], {}, /no variable here/],
    [
      'a fixed one of an annotation',
      [panelWith()],
      { annotations: { list: [{ name: 'Runs', datasource: { uid: 'abc' } }] } },
      /annotation "Runs"/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(dataSourceRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    [
      'none, where every query has its own',
      [panelWith({ datasource: undefined, targets: [{ refId: 'A', expr: 'x', datasource: { uid: '$datasource' } }] })],
      {},
    ],
    ["Grafana's own", [panelWith({ datasource: { type: 'datasource', uid: '-- Mixed --' } })], {}],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(dataSourceRule, panels, changes)).toEqual([])
  })
})
