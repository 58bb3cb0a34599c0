import type { Slo } from '../../src/model/service.ts'
import { errorBudget } from '../../src/model/units.ts'

/** Where the axis of an SLO's share of good events begins: low enough to see a breach, high enough to see the budget. */
export function complianceFloor(slo: Slo): number {
  return Math.max(0, Number((1 - 3 * errorBudget(slo.objective)).toPrecision(12)))
}
