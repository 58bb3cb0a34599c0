import { dashboardKinds, dashboardUid, fleetFolder } from '../names.ts'
import type { Service } from '../service.ts'
import { error, type Report } from './finding.ts'

const uidLimit = 40

const safe = /^[a-z][a-z0-9-]*$/

function unsafe(path: string, name: string): Report {
  return error(
    'unsafe-name',
    path,
    `"${name}" is no safe id`,
    'Use lower case letters, digits and hyphens, and begin with a letter.',
  )
}

function nameFindings(service: Service): Report[] {
  const found: Report[] = safe.test(service.name) ? [] : [unsafe('name', service.name)]
  if (service.name === fleetFolder)
    found.push(
      error(
        'reserved-name',
        'name',
        `"${fleetFolder}" is the folder of what belongs to no single service`,
        'Choose another name.',
      ),
    )
  const longest = Math.max(...Object.values(dashboardKinds).map((kind) => dashboardUid(service, kind).length))
  if (longest > uidLimit)
    found.push(
      error(
        'name-too-long',
        'name',
        `the uid of a dashboard would have ${longest} characters; Grafana allows ${uidLimit}`,
        `Shorten the name by ${longest - uidLimit} characters.`,
      ),
    )
  return found
}

function keyFindings(service: Service): Report[] {
  return (['operations', 'slos', 'loadProfiles', 'scenarios'] as const).flatMap((field) =>
    Object.keys(service[field] ?? {})
      .filter((key) => !safe.test(key))
      .map((key) => unsafe(`${field}.${key}`, key)),
  )
}

function addressFindings({ baseUrl }: Service): Report[] {
  return /^https?:\/\/[^/]*@/.test(baseUrl)
    ? [
        error(
          'address-with-credentials',
          'baseUrl',
          'the address holds credentials',
          'Take them out: a definition is committed. Give them by environment.',
        ),
      ]
    : []
}

/** Names that end up in files, uids, labels and regular expressions. */
export function identityFindings(service: Service): readonly Report[] {
  return [...nameFindings(service), ...keyFindings(service), ...addressFindings(service)]
}

/** Names that must differ between services. */
export function duplicateFindings(
  fleet: readonly Service[],
): readonly { readonly service: string; readonly report: Report }[] {
  return (['name', 'job', 'title', 'baseUrlVariable'] as const).flatMap((field) =>
    fleet
      .filter(
        (service, index) =>
          service[field] !== undefined && fleet.findIndex((other) => other[field] === service[field]) < index,
      )
      .map((service) => ({
        service: service.name,
        report: error(
          'duplicate-name',
          field,
          `another service has the ${field} "${service[field]}" too`,
          `Give each service a ${field} of its own.`,
        ),
      })),
  )
}
