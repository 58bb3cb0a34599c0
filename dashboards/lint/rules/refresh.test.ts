import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { refreshRule } from './refresh.ts'

describe('refresh', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['every second', [panelWith()], { refresh: '1s' }, /every 1s/],
    [
      'every 500 milliseconds on offer',
      [panelWith()],
      { refresh: '5s', timepicker: { refresh_intervals: ['500ms', '5s'] } },
      /every 500ms/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(refreshRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([['with the scrape, or never', [panelWith()], { refresh: '' }]])(
    'lets pass %s',
    (_, panels, changes) => {
      expect(faultsOf(refreshRule, panels, changes)).toEqual([])
    },
  )
})
