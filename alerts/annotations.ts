import { dashboardKinds, dashboardPath, labels, runbookPath } from '../src/model/names.ts'
import type { Fleet, Service } from '../src/model/service.ts'
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

/** Whom an alert is about: a service, or through its labels any of the fleet. */
export type AlertSubject = Pick<Service, 'name'> & { readonly repositoryUrl?: string | undefined }

/** The subject of an alert that serves all services: its name and its repository follow from the alert's labels. */
export function anyService(fleet: Fleet): AlertSubject {
  const name = labelValue(labels.service)
  const addresses = [...new Set(fleet.map(({ repositoryUrl }) => repositoryUrl))]
  if (addresses.length <= 1) return { name, repositoryUrl: addresses[0] }
  const parts = addresses
    .filter((address) => address !== undefined)
    .map((address) => {
      const names = fleet.filter(({ repositoryUrl }) => repositoryUrl === address).map((service) => service.name)
      return `{{ if match "^(${names.join('|')})$" $labels.${labels.service} }}${address}/{{ end }}`
    })
  return { name, repositoryUrl: parts.join('') }
}

function runbookUrl(service: AlertSubject, alert: string): string {
  const { repositoryUrl } = service
  if (!repositoryUrl) return runbookPath(service, alert)
  // What ends with a template brings its own slash.
  const base = repositoryUrl.endsWith('}}') ? repositoryUrl : `${repositoryUrl.replace(/\/$/, '')}/`
  return `${base}${runbookPath(service, alert)}`
}

/**
 * The annotations that every alert carries: `dashboard` is a path below Grafana's address, `runbook_url` that of a file in
 * the working repository, behind its address where the definition names one.
 */
export function annotations(alert: string, service: AlertSubject, summary: string, description: string): Texts {
  return {
    summary,
    description,
    dashboard: dashboardPath(service, dashboardKinds.goldenMetrics),
    runbook_url: runbookUrl(service, alert),
  }
}
