import { describe, expect, test } from 'vitest'
import { faultsOf, panelWith } from '../../testing/lint-one.ts'
import { legendLabelsRule } from './legend-labels.ts'

describe('legend-labels', () => {
  test.each<[string, readonly object[], object, RegExp]>([
    [
      'a label that was summed away',
      [panelWith({ targets: [{ refId: 'A', expr: 'sum by (a) (x)', legendFormat: '{{b}}' }] })],
      {},
      /the label "b"/,
    ],
  ])('finds fault with %s', (_, panels, changes, message) => {
    expect(faultsOf(legendLabelsRule, panels, changes).join('\n')).toMatch(message)
  })
  test.each<[string, readonly object[], object]>([
    [
      'a label that is kept',
      [panelWith({ targets: [{ refId: 'A', expr: 'sum by (a) (x)', legendFormat: '{{a}}' }] })],
      {},
    ],
    [
      'a label that is made',
      [
        panelWith({
          targets: [{ refId: 'A', expr: 'label_replace(sum(x), "b", "y", "", "")', legendFormat: '{{b}}' }],
        }),
      ],
      {},
    ],
    [
      'series of which nothing was summed up',
      [panelWith({ targets: [{ refId: 'A', expr: 'x', legendFormat: '{{b}}' }] })],
      {},
    ],
  ])('lets pass %s', (_, panels, changes) => {
    expect(faultsOf(legendLabelsRule, panels, changes)).toEqual([])
  })
})
