import { describe, expect, test } from 'vitest'
import { asking, faultsOf, panelWith } from '../../testing/lint-one.ts'
import { variableRule } from './variable.ts'

describe('variable', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['one that does not exist', [asking('x{a="$nobody"}')], { templating: { list: [] } }, /"nobody"/],
    ['one that is not closed', [asking(['x{a="$', '{b"}'].join(''))], {}, /not closed/],
    [
      'one that is stale',
      [asking('x{a="$a"}')],
      { templating: { list: [{ name: 'a', type: 'query', refresh: 1 }] } },
      /does not follow/,
    ],
    [
      'one that nothing uses',
      [panelWith({ datasource: undefined })],
      { templating: { list: [{ name: 'a', type: 'custom' }] } },
      /nothing uses/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(variableRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    [
      'one that only another one uses',
      [asking('x{a="$a"}')],
      {
        templating: {
          list: [
            { name: 'datasource' },
            { name: 'a', type: 'query', refresh: 2, query: 'label_values(y{b="$b"}, a)' },
            { name: 'b', type: 'custom' },
          ],
        },
      },
    ],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(variableRule, panels, changes)).toEqual([])
  })
})
