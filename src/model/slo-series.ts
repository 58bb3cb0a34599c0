import { records } from './names.ts'
import { type Expression, literal, type Matchers, operate, selector } from './promql.ts'

/** The error budgets of SLOs, as the share of bad events that is allowed (1 - objective), with the objectives' labels. */
export function errorBudgets(matchers: Matchers = {}): Expression {
  return operate(literal(1), '-', selector(records.objective, matchers))
}
