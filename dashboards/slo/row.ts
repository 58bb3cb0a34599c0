import type { Service } from '../../src/model/service.ts'
import { inLines } from '../layout.ts'
import type { RowDraft } from '../panel.ts'
import { burnRatePanel } from './burn-rate.ts'
import { sloCompliancePanel } from './compliance.ts'
import { errorBudgetPanel } from './error-budget.ts'

/** Whether the promises hold: one panel for each SLO of the definition, and what is left of their budgets. */
export function sloRow(service: Service): RowDraft {
  const promises = Object.entries(service.slos).map(([id, slo]) => sloCompliancePanel(service, id, slo))
  return {
    key: 'slo',
    title: 'SLO compliance',
    lines: [...inLines(promises, 4), [errorBudgetPanel(service), burnRatePanel(service)]],
  }
}
