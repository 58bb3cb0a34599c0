import { describe, expect, test } from 'vitest'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { memoryMaxRule } from './memory-max.ts'

describe('memory-max', () => {
  test.each(['sum(x) / sum(jvm_memory_max_bytes)'])('finds fault with %s', (expression) => {
    expect(faultsOf(memoryMaxRule, [asking(expression)])).not.toEqual([])
  })
  test.each(['sum(x) / (sum(jvm_memory_max_bytes) > 0)', 'jvm_memory_max_bytes', 'x / y'])(
    'lets pass %s',
    (expression) => {
      expect(faultsOf(memoryMaxRule, [asking(expression)])).toEqual([])
    },
  )
})
