import { measurableSlos, unmeasurable } from '../../src/model/measurable.ts'
import type { Service, Slo } from '../../src/model/service.ts'
import { inLines } from '../layout.ts'
import type { PanelDraft, RowDraft } from '../panel.ts'
import { burnRatePanel } from './burn-rate.ts'
import { clientCompliancePanel } from './client-compliance.ts'
import { sloCompliancePanel } from './compliance.ts'
import { errorBudgetPanel } from './error-budget.ts'

function promisePanel(service: Service, id: string, slo: Slo): PanelDraft | undefined {
  const reason = unmeasurable(service, slo)
  if (reason === undefined) return sloCompliancePanel(service, id, slo)
  // What the service does not tell of its latency, the client of a load test does. Nobody else counts its business.
  return slo.kind === 'latency' ? clientCompliancePanel(id, slo, reason) : undefined
}

/** Whether the promises hold: one panel for each SLO of the definition, and what is left of their budgets. */
export function sloRow(service: Service): RowDraft {
  const promises = Object.entries(service.slos).map(([id, slo]) => promisePanel(service, id, slo))
  const present = promises.filter((panel) => panel !== undefined)
  const budgets = measurableSlos(service).length > 0 ? [[errorBudgetPanel(service), burnRatePanel(service)]] : []
  return { key: 'slo', title: 'SLO compliance', lines: [...inLines(present, 4), ...budgets] }
}
