import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { crosshairRule } from './crosshair.ts'

describe('crosshair', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['none of two graphs', [panelWith(), panelWith()], { graphTooltip: 0 }, /do not share/],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(crosshairRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    ['a shared one', [panelWith(), panelWith()], { graphTooltip: 1 }],
    ['a single graph', [panelWith()], { graphTooltip: 0 }],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(crosshairRule, panels, changes)).toEqual([])
  })
})
