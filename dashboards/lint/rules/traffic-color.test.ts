import { describe, expect, test } from 'vitest'
import { asking, faultsOf, panelWith } from '../../testing/lint-one.ts'
import { trafficColorRule } from './traffic-color.ts'

describe('traffic-color', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    [
      'red traffic',
      [
        panelWith({
          fieldConfig: {
            defaults: {
              unit: 'reqps',
              thresholds: {
                steps: [
                  { value: null, color: 'green' },
                  { value: 100, color: 'red' },
                ],
              },
            },
          },
        }),
      ],
      {},
      /turns red/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(trafficColorRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    [
      'red failures',
      [
        asking('sum(rate(errors_total[$__rate_interval]))', {
          fieldConfig: {
            defaults: {
              unit: 'reqps',
              thresholds: {
                steps: [
                  { value: null, color: 'green' },
                  { value: 1, color: 'red' },
                ],
              },
            },
          },
        }),
      ],
      {},
    ],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(trafficColorRule, panels, changes)).toEqual([])
  })
})
