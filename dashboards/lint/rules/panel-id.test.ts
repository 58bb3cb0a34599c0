import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { panelIdRule } from './panel-id.ts'

describe('panel-id', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['no id', [panelWith({ id: undefined })], {}, /has no id/],
    ['one id twice', [panelWith(), panelWith()], {}, /shares the id 1/],
    [
      'one id in a collapsed row',
      [panelWith(), { id: 2, type: 'row', title: 'Row', panels: [panelWith()] }],
      {},
      /shares the id 1/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(panelIdRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([['two ids', [panelWith(), panelWith({ id: 2 })], {}]])(
    'lets pass %s',
    (_, panels, changes) => {
      expect(faultsOf(panelIdRule, panels, changes)).toEqual([])
    },
  )
})
