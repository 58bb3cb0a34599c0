import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Artefact, Generator } from '../src/model/artefact.ts'
import { fleetFolder, generatedFolders } from '../src/model/names.ts'
import { observed } from '../src/model/observed.ts'
import type { Fleet, Service } from '../src/model/service.ts'
import { fleetOverview } from './fleet-overview.ts'
import { goldenMetrics } from './golden-metrics.ts'
import { loadTest } from './load-test.ts'
import { resourceOf } from './resource/resource.ts'
import { serviceBusiness } from './service-business.ts'
import { serviceInfrastructure } from './service-infrastructure.ts'
import { serviceOverview } from './service-overview.ts'
import { serviceRoutes } from './service-routes.ts'
import { serviceSlo } from './service-slo.ts'

/** What every service has that exposes metrics; `undefined` where the service has nothing to show there. */
const ofService: readonly ((service: Service) => Dashboard | undefined)[] = [
  goldenMetrics,
  serviceOverview,
  serviceBusiness,
  serviceRoutes,
  serviceInfrastructure,
  serviceSlo,
]

/** What belongs to no single service. */
const ofFleet: readonly ((fleet: Fleet) => Dashboard | undefined)[] = [fleetOverview, loadTest]

/** A dashboard, and the folder that its files lie in: its service's name, or the fleet's. */
export interface OwnedDashboard {
  readonly folder: string
  readonly dashboard: Dashboard
}

function owned(folder: string, dashboard: Dashboard | undefined): readonly OwnedDashboard[] {
  return dashboard === undefined ? [] : [{ folder, dashboard }]
}

/** Every dashboard of every service and of the whole fleet. */
export function allDashboards(fleet: Fleet): readonly OwnedDashboard[] {
  return [
    ...observed(fleet).flatMap((service) => ofService.flatMap((kind) => owned(service.name, kind(service)))),
    ...ofFleet.flatMap((kind) => owned(fleetFolder, kind(fleet))),
  ]
}

function text(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`
}

/** The file of a dashboard in the classic schema, which every Grafana reads. */
export function classicFile({ folder, dashboard }: OwnedDashboard): Artefact {
  return { path: `${generatedFolders.dashboards}/${folder}/${dashboard.uid}.json`, body: text(dashboard) }
}

/** The file of a dashboard as a resource of Grafana's second schema. */
export function resourceFile({ folder, dashboard }: OwnedDashboard): Artefact {
  const path = `${generatedFolders.dashboardResources}/${folder}/${dashboard.uid}.json`
  return { path, body: text(resourceOf(dashboard)) }
}

/** Every dashboard in the classic schema, one file each. */
export const dashboards: Generator = (fleet) => allDashboards(fleet).map(classicFile)
