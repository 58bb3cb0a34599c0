import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { measurableSlos } from '../src/model/measurable.ts'
import { dashboardKinds, dashboardUid } from '../src/model/names.ts'
import type { Service } from '../src/model/service.ts'
import { serviceAnnotations } from './annotations.ts'
import { failedSharePanel } from './errors/failed-share.ts'
import { finish } from './finish.ts'
import { frameOf } from './frame.ts'
import { percentilePanel } from './latency/percentile.ts'
import { loadRatePanel } from './load/rate.ts'
import { chosenOf, failuresStat, latencyStat, trafficStat, worstBudgetStat } from './overview/stats.ts'
import type { RowDraft } from './panel.ts'
import { promisedPercentiles } from './percentile.ts'
import { firingAlertsStat } from './promise/firing.ts'
import { activeRequestsPanel } from './saturation/active-requests.ts'
import { cpuPanel } from './saturation/cpu.ts'
import { databasePoolPanel } from './saturation/database-pool.ts'
import { burnRatePanel } from './slo/burn-rate.ts'
import { errorBudgetPanel } from './slo/error-budget.ts'
import { requestsByOperationPanel } from './traffic/by-operation.ts'
import { serviceVariables } from './variables.ts'

function saturation(service: Service): RowDraft {
  const panels = [cpuPanel(service), databasePoolPanel(service) ?? activeRequestsPanel(service), loadRatePanel(service)]
  return {
    key: 'saturation',
    title: 'What may run out, and who asks',
    lines: [panels.filter((panel) => panel !== undefined)],
  }
}

/** One page that says whether a service is well, and where to look if it is not. */
export function serviceOverview(service: Service): Dashboard {
  const frame = frameOf({
    uid: dashboardUid(service, dashboardKinds.overview),
    title: `${service.title}: Overview`,
    description: `Whether the ${service.title} is well, in one look, and where to look if it is not. ${service.description}`,
    owner: service.name,
    kind: dashboardKinds.overview,
    variables: serviceVariables(service, ['testid', 'operation', 'job', 'instance']),
    annotations: serviceAnnotations(service),
    from: 'now-1h',
  })
  const now = [
    failuresStat(chosenOf(service)),
    latencyStat(chosenOf(service)),
    trafficStat(chosenOf(service)),
    worstBudgetStat(chosenOf(service)),
    firingAlertsStat(service),
  ]
  const promises: readonly RowDraft[] =
    measurableSlos(service).length === 0
      ? []
      : [{ key: 'promises', title: 'Promises', lines: [[errorBudgetPanel(service), burnRatePanel(service)]] }]
  const rows: RowDraft[] = [
    { key: 'now', title: 'Now', lines: [now.filter((panel) => panel !== undefined)] },
    {
      key: 'signals',
      title: 'Signals',
      lines: [
        [
          percentilePanel(service, promisedPercentiles(service)[0]),
          requestsByOperationPanel(service),
          failedSharePanel(service),
        ],
      ],
    },
    saturation(service),
    ...promises,
  ]
  return finish(frame, rows)
}
