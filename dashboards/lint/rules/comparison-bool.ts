import { queryRule } from '../rule.ts'
import { type Operation, type Syntax, visit } from '../syntax.ts'

const comparisons = /^(==|!=|<=?|>=?)$/

function isGuard(comparison: Operation, around: readonly Syntax[]): boolean {
  let inner: Syntax = comparison
  for (const outer of around) {
    // What is divided by, subtracted as a set, or asked for as a condition may drop series: that is what it is for.
    if (outer.kind === 'operation' && outer.right === inner && /^(\/|%|and|unless)$/.test(outer.operator)) return true
    if (outer.kind === 'operation' && comparisons.test(outer.operator)) return false
    inner = outer
  }
  return false
}

/** Without `bool` a comparison drops what does not hold: a panel about a promise is empty exactly when it is broken. */
export const comparisonBoolRule = queryRule(
  'comparison-bool',
  'A comparison has bool, unless it guards a divisor or is the condition of and/unless.',
  ({ syntax }) => {
    const found: string[] = []
    visit(syntax, (part, around) => {
      if (part.kind !== 'operation' || part.bool || !comparisons.test(part.operator)) return
      if (!isGuard(part, around)) found.push(part.operator)
    })
    return found.map((operator) => ({
      what: `compares with "${operator}" without bool, so that it shows nothing where the comparison does not hold`,
      mend: `Write "${operator} bool", which gives 0 or 1; or show the value, and the bound as a threshold.`,
    }))
  },
)
