import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { measurableSlos, unmeasurable } from '../src/model/measurable.ts'
import { dashboardKinds, dashboardUid } from '../src/model/names.ts'
import type { Service } from '../src/model/service.ts'
import { serviceAnnotations } from './annotations.ts'
import { finish } from './finish.ts'
import { frameOf } from './frame.ts'
import type { RowDraft } from './panel.ts'
import { burnDownPanel } from './promise/burn-down.ts'
import { burnRatesPanel } from './promise/burn-rates.ts'
import { firingAlertsPanel } from './promise/firing.ts'
import { runbooksVariable } from './promise/runbooks.ts'
import { budgetsLeftPanel, coveragePanel, timeUntilSpentPanel } from './promise/state.ts'
import { sloCompliancePanel } from './slo/compliance.ts'
import { serviceVariables } from './variables.ts'

function rowOf(service: Service, id: string): readonly RowDraft[] {
  const slo = service.slos[id]
  if (slo === undefined || unmeasurable(service, slo) !== undefined) return []
  const measured = { service, id, slo }
  return [
    {
      key: `slo-${id}`,
      title: `${slo.title}: ${slo.objective} over ${slo.window}`,
      lines: [[burnDownPanel(measured), burnRatesPanel(measured), sloCompliancePanel(service, id, slo)]],
    },
  ]
}

function unmeasured(service: Service): string {
  const lacking = Object.values(service.slos).flatMap((slo) => {
    const reason = unmeasurable(service, slo)
    return reason === undefined ? [] : [` Unmeasured, and so not here: ${slo.title} (${reason}).`]
  })
  return lacking.join('')
}

/** The promises of a service: what is left of each budget, how fast it burns, and what fires. All of it is recorded. */
export function serviceSlo(service: Service): Dashboard | undefined {
  const ids = measurableSlos(service).map(([id]) => id)
  if (ids.length === 0) return undefined
  const frame = frameOf({
    uid: dashboardUid(service, dashboardKinds.slo),
    title: `${service.title}: SLO`,
    description: `The promises of the ${service.title}: what is left of each error budget, how fast it burns, and which alerts fire.${unmeasured(service)}`,
    owner: service.name,
    kind: dashboardKinds.slo,
    variables: [...serviceVariables(service, ['testid']), runbooksVariable(service)],
    annotations: serviceAnnotations(service),
    from: 'now-24h',
    refresh: '1m',
  })
  const state: RowDraft = {
    key: 'state',
    title: 'All promises',
    lines: [
      [budgetsLeftPanel(service), timeUntilSpentPanel(service)],
      [firingAlertsPanel(service), coveragePanel(service)],
    ],
  }
  return finish(frame, [state, ...ids.flatMap((id) => rowOf(service, id))])
}
