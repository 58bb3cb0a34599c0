import { describe, expect, test } from 'vitest'
import { asking, faultsOf, panelWith } from '../../testing/lint-one.ts'
import { querySyntaxRule } from './query-syntax.ts'

describe('query-syntax', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['a bracket that is not closed', [asking('sum(x')], {}, /no PromQL at character/],
    [
      'an annotation',
      [panelWith()],
      { annotations: { list: [{ name: 'Runs', target: { expr: 'group by (' } }] } },
      /annotation "Runs"/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(querySyntaxRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    [
      'variables wherever they may stand',
      [asking('topk($n, sum by ($label) (rate($metric{a=~"$a", b="[[b]]"}[$range] offset $shift)))')],
      {},
    ],
    [
      'a query for logs',
      [panelWith({ datasource: { type: 'loki', uid: 'x' }, targets: [{ refId: 'A', expr: '{a="b"} |= `x`' }] })],
      {},
    ],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(querySyntaxRule, panels, changes)).toEqual([])
  })
})
