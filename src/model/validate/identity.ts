import { dashboardKinds, dashboardUid, fleetFolder } from '../names.ts'
import type { Service } from '../service.ts'
import { error, type Report } from './finding.ts'

const uidLimit = 40

/** Names that end up in files, uids, labels and regular expressions. */
export function identityFindings(service: Service): readonly Report[] {
  const safe = /^[a-z][a-z0-9-]*$/
  const found: Report[] = []
  if (!safe.test(service.name))
    found.push(
      error(
        'unsafe-name',
        'name',
        `"${service.name}" is no safe id`,
        'Use lower case letters, digits and hyphens, and begin with a letter.',
      ),
    )
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
  for (const field of ['operations', 'slos', 'loadProfiles', 'scenarios'] as const)
    for (const key of Object.keys(service[field] ?? {}))
      if (!safe.test(key))
        found.push(
          error(
            'unsafe-name',
            `${field}.${key}`,
            `"${key}" is no safe id`,
            'Use lower case letters, digits and hyphens, and begin with a letter.',
          ),
        )
  const url = /^https?:\/\/[^/]*@/
  if (url.test(service.baseUrl))
    found.push(
      error(
        'address-with-credentials',
        'baseUrl',
        'the address holds credentials',
        'Take them out: a definition is committed. Give them by environment.',
      ),
    )
  return found
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
