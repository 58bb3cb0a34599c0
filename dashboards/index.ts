import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Artefact, Generator } from '../src/model/artefact.ts'
import { fleetFolder, generatedFolders } from '../src/model/names.ts'
import type { Fleet, Service } from '../src/model/service.ts'
import { fleetOverview } from './fleet-overview.ts'
import { goldenMetrics } from './golden-metrics.ts'
import { loadTest } from './load-test.ts'
import { serviceBusiness } from './service-business.ts'
import { serviceInfrastructure } from './service-infrastructure.ts'
import { serviceOverview } from './service-overview.ts'
import { serviceRoutes } from './service-routes.ts'
import { serviceSlo } from './service-slo.ts'

/** What every service has; `undefined` where the service has nothing to show there. */
const ofService: readonly ((service: Service) => Dashboard | undefined)[] = [
  goldenMetrics,
  serviceOverview,
  serviceBusiness,
  serviceRoutes,
  serviceInfrastructure,
  serviceSlo,
]

/** What belongs to no single service. */
const ofFleet: readonly ((fleet: Fleet) => Dashboard)[] = [fleetOverview, loadTest]

function artefact(folder: string, dashboard: Dashboard | undefined): readonly Artefact[] {
  if (dashboard === undefined) return []
  const path = `${generatedFolders.dashboards}/${folder}/${dashboard.uid}.json`
  return [{ path, body: `${JSON.stringify(dashboard, null, 2)}\n` }]
}

/** Every dashboard of every service and of the whole fleet, one file each. */
export const dashboards: Generator = (fleet) => [
  ...fleet.flatMap((service) => ofService.flatMap((kind) => artefact(service.name, kind(service)))),
  ...(fleet.length === 0 ? [] : ofFleet.flatMap((kind) => artefact(fleetFolder, kind(fleet)))),
]
