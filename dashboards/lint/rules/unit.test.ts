import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { unitRule } from './unit.ts'

describe('unit', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    ['an unknown one', [panelWith({ fieldConfig: { defaults: { unit: 'furlongs' } } })], {}, /unknown unit "furlongs"/],
    ['none', [panelWith({ fieldConfig: { defaults: {} } })], {}, /has no unit/],
    [
      'an unknown one of a single field',
      [
        panelWith({
          fieldConfig: { defaults: { unit: 's' }, overrides: [{ properties: [{ id: 'unit', value: 'sec' }] }] },
        }),
      ],
      {},
      /unknown unit "sec"/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(unitRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    ["a suffix of one's own", [panelWith({ fieldConfig: { defaults: { unit: 'suffix: wallets' } } })], {}],
    ['a list of logs, which has no numbers', [panelWith({ type: 'logs', fieldConfig: undefined })], {}],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(unitRule, panels, changes)).toEqual([])
  })
})
