import { describe, expect, test } from 'vitest'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { noIrateRule } from './no-irate.ts'

describe('no-irate', () => {
  test.each(['sum(irate(x_total[$__rate_interval]))'])('finds fault with %s', (expression) => {
    expect(faultsOf(noIrateRule, [asking(expression)])).not.toEqual([])
  })
  test.each(['rate(x_total[$__rate_interval])', 'irate_of_something'])('lets pass %s', (expression) => {
    expect(faultsOf(noIrateRule, [asking(expression)])).toEqual([])
  })
})
