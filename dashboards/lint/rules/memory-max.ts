import { queryRule } from '../rule.ts'
import { selectionsOf, visit } from '../syntax.ts'

/** The JVM says -1 where a memory pool has no maximum: a share of it is negative and means nothing. */
export const memoryMaxRule = queryRule(
  'memory-max',
  'No share of jvm_memory_max_bytes, which is -1 where there is no maximum, is shown unguarded.',
  ({ syntax }) => {
    let found = false
    visit(syntax, (part) => {
      if (part.kind !== 'operation' || part.operator !== '/') return
      const guarded = part.right.kind === 'operation' && part.right.operator === '>'
      found ||= !guarded && selectionsOf(part.right).some(({ metric }) => metric === 'jvm_memory_max_bytes')
    })
    const what = 'divides by jvm_memory_max_bytes, which is -1 for a pool without a maximum'
    return found ? [{ what, mend: 'Show the bytes in use with the limit as a threshold, or divide by (… > 0).' }] : []
  },
)
