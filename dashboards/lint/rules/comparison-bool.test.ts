import { describe, expect, test } from 'vitest'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { comparisonBoolRule } from './comparison-bool.ts'

describe('comparison-bool', () => {
  test.each(['x < 0.1', 'sum(x) > 0', 'count(x > 5)', '(x > 1) / y'])('finds fault with %s', (expression) => {
    expect(faultsOf(comparisonBoolRule, [asking(expression)])).not.toEqual([])
  })
  test.each(['x < bool 0.1', 'a / (b > 0)', 'x and y > 0', 'x unless y == 1', 'x + 1'])(
    'lets pass %s',
    (expression) => {
      expect(faultsOf(comparisonBoolRule, [asking(expression)])).toEqual([])
    },
  )
})
