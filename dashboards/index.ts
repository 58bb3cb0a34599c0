import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Artefact, Generator } from '../src/model/artefact.ts'
import { generatedFolders } from '../src/model/names.ts'
import type { Service } from '../src/model/service.ts'
import { goldenMetrics } from './golden-metrics.ts'

const kinds: readonly ((service: Service) => Dashboard)[] = [goldenMetrics]

function artefact(service: Service, dashboard: Dashboard): Artefact {
  return {
    path: `${generatedFolders.dashboards}/${service.name}/${dashboard.uid}.json`,
    body: `${JSON.stringify(dashboard, null, 2)}\n`,
  }
}

/** Every dashboard of every service, one file each. */
export const dashboards: Generator = (fleet) =>
  fleet.flatMap((service) => kinds.map((kind) => artefact(service, kind(service))))
