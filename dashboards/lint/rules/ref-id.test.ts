import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { refIdRule } from './ref-id.ts'

describe('ref-id', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['a query without', [panelWith({ targets: [{ expr: 'x' }] })], {}, /without refId/],
    [
      'one twice',
      [
        panelWith({
          targets: [
            { refId: 'A', expr: 'x' },
            { refId: 'A', expr: 'y' },
          ],
        }),
      ],
      {},
      /A twice/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(refIdRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    [
      'A and B',
      [
        panelWith({
          targets: [
            { refId: 'A', expr: 'x' },
            { refId: 'B', expr: 'y' },
          ],
        }),
      ],
      {},
    ],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(refIdRule, panels, changes)).toEqual([])
  })
})
