import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { linkRule } from './link.ts'

describe('link', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    [
      'one that loses the time',
      [panelWith()],
      { links: [{ type: 'dashboards', title: 'Others', keepTime: false, includeVars: true }] },
      /loses the time/,
    ],
    ['one of a panel that leads nowhere', [panelWith({ links: [{ title: 'Runbook', url: '' }] })], {}, /leads nowhere/],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(linkRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    [
      'one that keeps both in its address',
      [panelWith({ links: [{ title: 'Other', url: '/d/x?$__url_time_range&$__all_variables' }] })],
      {},
    ],
    ['one to another site', [panelWith({ links: [{ title: 'Runbook', url: 'https://example.org/runbook' }] })], {}],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(linkRule, panels, changes)).toEqual([])
  })
})
