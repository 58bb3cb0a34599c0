import type { Service } from '../../src/model/service.ts'
import type { RowDraft } from '../panel.ts'
import { businessFlowsPanel } from './business-flows.ts'
import { businessOperationsPanel } from './business-operations.ts'
import { requestsByOperationPanel } from './by-operation.ts'

/** How much is asked of the service. */
export function trafficRow(service: Service): RowDraft {
  const { business } = service
  return {
    key: 'traffic',
    title: 'Traffic',
    lines: [
      [
        requestsByOperationPanel(service),
        ...(business ? [businessOperationsPanel(service, business)] : []),
        ...(business?.flows ? [businessFlowsPanel(service, business.flows)] : []),
      ],
    ],
  }
}
