import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { gridRule } from './grid.ts'

describe('grid', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['panels upon each other', [panelWith(), panelWith({ gridPos: { x: 11, y: 7, w: 4, h: 4 } })], {}, /overlaps with/],
    ['a panel beyond the last column', [panelWith({ gridPos: { x: 13, y: 0, w: 12, h: 8 } })], {}, /outside the grid/],
    ['no place', [panelWith({ gridPos: undefined })], {}, /has no place/],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(gridRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    ['panels side by side', [panelWith(), panelWith({ gridPos: { x: 12, y: 0, w: 12, h: 8 } })], {}],
    ['a row without a width', [{ type: 'row', gridPos: { x: 0, y: 8, w: 0, h: 1 } }, panelWith()], {}],
    [
      'panels of a collapsed row, which have places of their own',
      [panelWith(), { type: 'row', gridPos: { x: 0, y: 8, w: 24, h: 1 }, panels: [panelWith()] }],
      {},
    ],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(gridRule, panels, changes)).toEqual([])
  })
})
