import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { repeatedQueryRule } from './repeated-query.ts'

describe('repeated-query', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    [
      'a copy',
      [
        panelWith({
          targets: [
            { refId: 'A', expr: 'x + 1' },
            { refId: 'B', expr: 'x+1' },
          ],
        }),
      ],
      {},
      /another query/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(repeatedQueryRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    [
      'two queries',
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
    expect(faultsOf(repeatedQueryRule, panels, changes)).toEqual([])
  })
})
