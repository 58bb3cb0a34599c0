import { TextBoxVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { alertNames, runbookPath } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import type { DataLink } from '../stat.ts'

/** Where the working repository is browsed: what the definition says, or whoever looks. Without it, links lead below Grafana's address. */
export function runbooksVariable({ repositoryUrl }: Service): TextBoxVariableBuilder {
  return new TextBoxVariableBuilder('repository')
    .label('Repository')
    .description(
      'Address under which the repository is browsed, such as https://example.org/team/repository/blob/main.',
    )
    .defaultValue(repositoryUrl ?? '')
}

/** From an SLO to what to do when its budget burns. */
export function runbookLinks(service: Service): readonly DataLink[] {
  const url = (alert: string) => `$\{repository}/${runbookPath(service, alert)}`
  return [
    { title: 'Runbook: the budget burns fast', url: url(alertNames.burnsFast) },
    { title: 'Runbook: the budget burns slowly', url: url(alertNames.burnsSlowly) },
  ]
}
