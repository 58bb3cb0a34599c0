import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { uidRule } from './uid.ts'

describe('uid', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['a uid over 40 characters', [panelWith()], { uid: 'x'.repeat(41) }, /is not 1 to 40/],
    ['no uid', [panelWith()], { uid: undefined }, /uid null/],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(uidRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([['letters and hyphens', [panelWith()], { uid: 'a-b_C9' }]])(
    'lets pass %s',
    (_, panels, changes) => {
      expect(faultsOf(uidRule, panels, changes)).toEqual([])
    },
  )
})
