import { prometheusMetrics, records } from '../../src/model/names.ts'

/** What a healthy service has no data about, and why. Everything else must have some while there is load. */
export const mayBeEmpty: readonly { readonly metric: string; readonly because: string }[] = [
  { metric: prometheusMetrics.alerts, because: 'no alert fires while all is well' },
  { metric: records.budgetLasts, because: 'a budget of which nothing burns lasts for ever' },
]

/** Whether a query must have data in a healthy run. */
export function mustHaveData(expression: string): boolean {
  return !mayBeEmpty.some(({ metric }) => expression.includes(metric))
}
