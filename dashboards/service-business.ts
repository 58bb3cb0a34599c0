import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboardKinds, dashboardUid } from '../src/model/names.ts'
import type { BusinessMetrics, Service } from '../src/model/service.ts'
import { serviceAnnotations } from './annotations.ts'
import { businessFailuresPanel } from './errors/business-failures.ts'
import { refusalsPanel } from './errors/refusals.ts'
import { finish } from './finish.ts'
import { frameOf } from './frame.ts'
import { failuresByReasonPanel } from './money/failures-by-reason.ts'
import { meanAmountPanel } from './money/mean-amount.ts'
import { outcomesPanel } from './money/outcomes.ts'
import { refusalsByTypePanel } from './money/refusals-by-type.ts'
import { flowTotalsPanel, operationTotalsPanel } from './money/totals.ts'
import type { PanelDraft, RowDraft } from './panel.ts'
import { businessFlowsPanel } from './traffic/business-flows.ts'
import { businessOperationsPanel } from './traffic/business-operations.ts'
import { serviceVariables } from './variables.ts'

function moneyRow(service: Service, business: BusinessMetrics): readonly RowDraft[] {
  const { flows } = business
  if (flows === undefined) return []
  const amount = meanAmountPanel(service, business)
  const graphs: readonly PanelDraft[] = [businessFlowsPanel(service, flows), ...(amount ? [amount] : [])]
  return [{ key: 'money', title: 'Money', lines: [[flowTotalsPanel(service, flows)], graphs] }]
}

function trouble(service: Service, business: BusinessMetrics): RowDraft {
  const { rejected } = business
  const failures = [businessFailuresPanel(service, business), failuresByReasonPanel(service, business)]
  const refusals = rejected ? [refusalsPanel(service, rejected), refusalsByTypePanel(service, rejected)] : []
  return {
    key: 'trouble',
    title: 'Failures and refusals',
    lines: [failures, ...(refusals.length > 0 ? [refusals] : [])],
  }
}

/** What the service does for the business; `undefined` where the definition names no business counters. */
export function serviceBusiness(service: Service): Dashboard | undefined {
  const { business } = service
  if (business === undefined) return undefined
  const frame = frameOf({
    uid: dashboardUid(service, dashboardKinds.business),
    title: `${service.title}: Business`,
    description: `What the ${service.title} does for its users: operations, money, refusals and failures, from its own counters.`,
    owner: service.name,
    kind: dashboardKinds.business,
    variables: serviceVariables(service, [
      'testid',
      // Only the server's requests know an operation; they say whether there is traffic at all.
      'operation',
      'job',
      'instance',
    ]),
    annotations: serviceAnnotations(service),
    from: 'now-1h',
  })
  const operations: RowDraft = {
    key: 'operations',
    title: 'Operations',
    lines: [
      [operationTotalsPanel(service, business)],
      [outcomesPanel(service, business), businessOperationsPanel(service, business)],
    ],
  }
  return finish(frame, [operations, ...moneyRow(service, business), trouble(service, business)])
}
