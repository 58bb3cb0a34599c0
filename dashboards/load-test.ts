import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { fleetDashboards, fleetFolder } from '../src/model/names.ts'
import { observed } from '../src/model/observed.ts'
import type { Fleet } from '../src/model/service.ts'
import { runAnnotations } from './annotations.ts'
import { finish } from './finish.ts'
import { frameOf } from './frame.ts'
import type { RowDraft } from './panel.ts'
import { betweenPanel, runLatencyByOperationPanel, runLatencyPanel } from './run/latency.ts'
import { runRatesPanel } from './run/rates.ts'
import { runDataPanel, runRateByOperationPanel } from './run/traffic.ts'
import { runChecksPanel, runDropsPanel, runUnexpectedPanel } from './run/trouble.ts'
import { runUsersPanel } from './run/users.ts'
import { comparedRunVariable, shiftVariable } from './run/variables.ts'
import { dataSourceVariable, jobVariable, operationVariable, runVariable } from './variables.ts'

/** What a load test did, beside what the service felt; another run can be laid under it. */
export function loadTest(fleet: Fleet): Dashboard | undefined {
  if (fleet.length === 0) return undefined
  const served = observed(fleet)
  const frame = frameOf({
    uid: fleetDashboards.loadTest,
    title: 'Load test',
    description:
      'What the load of a run did, beside what the service felt; an earlier run can be laid under it, dashed.',
    owner: fleetFolder,
    kind: fleetDashboards.loadTest,
    variables: [
      dataSourceVariable(),
      runVariable(),
      comparedRunVariable(),
      shiftVariable(),
      operationVariable(fleet),
      ...(served.length > 0 ? [jobVariable(served)] : []),
    ],
    annotations: runAnnotations(),
    from: 'now-30m',
  })
  const rows: RowDraft[] = [
    {
      key: 'load',
      title: 'Load and answers',
      lines: [
        [runRatesPanel(fleet), runLatencyPanel(fleet)],
        [runUsersPanel(), ...(served.length > 0 ? [betweenPanel(served)] : []), runChecksPanel()],
      ],
    },
    {
      key: 'operations',
      title: 'By operation',
      lines: [[runRateByOperationPanel(fleet), runLatencyByOperationPanel(fleet)]],
    },
    { key: 'trouble', title: 'What went wrong', lines: [[runDropsPanel(), runUnexpectedPanel(), runDataPanel()]] },
  ]
  return finish(frame, rows)
}
