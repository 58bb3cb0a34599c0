import { dashboardKinds, dashboardPath, labels } from '../src/model/names.ts'
import type { Service } from '../src/model/service.ts'
import type { Texts } from './rules.ts'

/** A label of the alert, in Prometheus' template language. */
export function labelValue(label: string): string {
  return `{{ $labels.${label} }}`
}

/** The current value of a recorded series of the alert's SLO, as a percentage; "unknown" where it has none. */
export function sloPercentage(record: string): string {
  const { service, slo } = labels
  // Single quotes: the ids are safe names, and double quotes would have to be escaped twice.
  const query = `printf "${record}{${service}='%s',${slo}='%s'}" $labels.${service} $labels.${slo}`
  return `{{ with query (${query}) }}{{ . | first | value | humanizePercentage }}{{ else }}unknown{{ end }}`
}

/** The annotations that every alert carries: `dashboard` is a path below Grafana's address. */
export function annotations(service: Pick<Service, 'name'>, summary: string, description: string): Texts {
  return { summary, description, dashboard: dashboardPath(service, dashboardKinds.goldenMetrics) }
}
