import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { fleetDashboards, fleetFolder } from '../src/model/names.ts'
import { observed } from '../src/model/observed.ts'
import type { Fleet, Service } from '../src/model/service.ts'
import { fleetAnnotations } from './annotations.ts'
import { finish } from './finish.ts'
import { frameOf } from './frame.ts'
import { failuresStat, latencyStat, trafficStat, wholeOf, worstBudgetStat } from './overview/stats.ts'
import type { RowDraft } from './panel.ts'
import { firingAlertsStat } from './promise/firing.ts'
import { dataSourceVariable } from './variables.ts'

function rowOf(service: Service): RowDraft {
  const panels = [
    failuresStat(wholeOf(service)),
    latencyStat(wholeOf(service)),
    trafficStat(wholeOf(service)),
    worstBudgetStat(wholeOf(service)),
    firingAlertsStat(service),
  ]
  return { key: service.name, title: service.title, lines: [panels.filter((panel) => panel !== undefined)] }
}

/** One row a service that exposes metrics: whether it is well. Each number leads to the dashboard that explains it. */
export function fleetOverview(fleet: Fleet): Dashboard | undefined {
  const shown = observed(fleet)
  if (shown.length === 0) return undefined
  const frame = frameOf({
    uid: fleetDashboards.overview,
    title: 'All services',
    description:
      'Whether every service is well: one row each. A number leads to the dashboard of the service that explains it.',
    owner: fleetFolder,
    kind: fleetDashboards.overview,
    variables: [dataSourceVariable()],
    annotations: fleetAnnotations(),
    from: 'now-1h',
  })
  return finish(frame, shown.map(rowOf))
}
