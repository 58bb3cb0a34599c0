import { describe, expect, test } from 'vitest'
import { asking, faultsOf, panelWith } from '../../testing/lint-one.ts'
import { queryPresentRule } from './query-present.ts'

describe('query-present', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['no query', [panelWith({ targets: [] })], {}, /has no query/],
    ['an empty one', [asking(' ')], {}, /is empty/],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(queryPresentRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    ['a text', [panelWith({ type: 'text', targets: undefined })], {}],
    ['a panel of a plugin', [panelWith({ type: 'acme-map-panel', targets: undefined })], {}],
    ['a query of another kind', [panelWith({ targets: [{ refId: 'A', rawSql: 'select 1' }] })], {}],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(queryPresentRule, panels, changes)).toEqual([])
  })
})
