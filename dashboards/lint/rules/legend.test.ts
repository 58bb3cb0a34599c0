import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { legendRule } from './legend.ts'

describe('legend', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['a hidden one', [panelWith({ options: { legend: { showLegend: false } } })], {}, /hides its legend/],
    ['a query without a name', [panelWith({ targets: [{ refId: 'A', expr: 'x' }] })], {}, /has no legend/],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(legendRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    ['a number, which needs none', [panelWith({ type: 'stat', targets: [{ refId: 'A', expr: 'x' }] })], {}],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(legendRule, panels, changes)).toEqual([])
  })
})
