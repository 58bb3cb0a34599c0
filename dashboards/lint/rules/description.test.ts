import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { descriptionRule } from './description.ts'

describe('description', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['a dashboard without one', [panelWith()], { description: '' }, /the dashboard has no description/],
    ['a panel without one', [panelWith({ description: '' })], {}, /has no description/],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(descriptionRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    ['a text panel without one', [panelWith({ type: 'text', description: '' })], {}],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(descriptionRule, panels, changes)).toEqual([])
  })
})
