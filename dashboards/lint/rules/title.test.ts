import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { titleRule } from './title.ts'

describe('title', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['a blank title of the dashboard', [panelWith()], { title: ' ' }, /has no title/],
    ['a panel without title', [panelWith({ title: '' })], {}, /has no title/],
    ['one title twice in a row', [panelWith(), panelWith()], {}, /title of another one/],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(titleRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    ['one title in two rows', [panelWith(), { type: 'row', title: 'Other' }, panelWith()], {}],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(titleRule, panels, changes)).toEqual([])
  })
})
