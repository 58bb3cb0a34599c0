import { describe, expect, test } from 'vitest'
import { dashboards } from '../index.ts'
import { faultsOf, panelWith } from '../testing/lint-one.ts'
import { variants } from '../testing/variants.ts'
import { lintedDashboard } from './linted.ts'
import { structureRule } from './rules/structure.ts'
import { structureFaults } from './structure.ts'

test.each(dashboards(variants))('$path has no property that the schema does not know', ({ body }) => {
  const dashboard = lintedDashboard(JSON.parse(body))
  expect(dashboard && structureFaults(dashboard)).toEqual([])
})

describe('structure', () => {
  test.each<[string, object, object, RegExp]>([
    [
      'a value of no kind that there is',
      { options: { legend: { placement: 'left' } } },
      {},
      /placement is "left", not one/,
    ],
    ['a value of another type', {}, { tags: 'mine' }, /tags is "mine", which is no array/],
    [
      'a slip of the pen',
      { fieldConfig: { defaults: { custom: { lineWdith: 2 } } } },
      {},
      /lineWdith, which does nothing/,
    ],
    ['a letter too many', { fieldConfig: { defaults: { custom: { fillOpacityy: 2 } } } }, {}, /fillOpacityy/],
    [
      'an override',
      { fieldConfig: { overrides: [{ properties: [{ id: 'custom.lineWidth', value: [] }] }] } },
      {},
      /lineWidth/,
    ],
    [
      'a panel in a collapsed row',
      {},
      { panels: [{ type: 'row', panels: [panelWith({ title: [] })] }] },
      /title is \[\]/,
    ],
  ])('finds fault with %s', (_, changes, ofDashboard, message) => {
    expect(faultsOf(structureRule, [panelWith(changes)], ofDashboard).join('\n')).toMatch(message)
  })
  test.each<[string, object, object]>([
    ['null for what is not there', { description: null, fieldConfig: { defaults: { decimals: null } } }, {}],
    [
      'a numbered mapping',
      { fieldConfig: { defaults: { mappings: [{ id: 0, type: 'special', options: { match: null, result: {} } }] } } },
      {},
    ],
    ['a data source by its name', { datasource: 'Prometheus' }, { refresh: false, gnetId: 1860 }],
    ['a number in quotes', { fieldConfig: { defaults: { decimals: '2', noValue: 0 } } }, {}],
    [
      'a mapping of an older Grafana',
      { fieldConfig: { defaults: { mappings: [{ id: 0, op: '=', text: 'no', type: 1 }] } } },
      {},
    ],
    [
      'a property of another version',
      { pluginId: 'x', options: { legend: { placement: 'right', width: 3 }, newest: 1 } },
      {},
    ],
    ['a panel that is no longer there', { type: 'graph', lines: true, linewidth: 1, xaxis: {} }, {}],
    ['what an export says for imports', {}, { __inputs: [], __requires: [] }],
  ])('lets pass %s', (_, changes, ofDashboard) => {
    expect(faultsOf(structureRule, [panelWith(changes)], ofDashboard)).toEqual([])
  })
})
