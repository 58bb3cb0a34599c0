import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboardKinds, dashboardUid } from '../src/model/names.ts'
import type { Service } from '../src/model/service.ts'
import { serviceAnnotations } from './annotations.ts'
import { finish } from './finish.ts'
import { frameOf } from './frame.ts'
import { inLines } from './layout.ts'
import type { PanelDraft, RowDraft } from './panel.ts'
import { databaseConnectionsPanel } from './process/database-connections.ts'
import { fileDescriptorsPanel } from './process/file-descriptors.ts'
import { garbagePausesPanel } from './process/garbage-pauses.ts'
import { instancesPanel } from './process/instances.ts'
import { residentMemoryPanel } from './process/memory.ts'
import { threadsPanel } from './process/threads.ts'
import { activeRequestsPanel } from './saturation/active-requests.ts'
import { cpuPanel } from './saturation/cpu.ts'
import { databasePoolPanel } from './saturation/database-pool.ts'
import { databaseWaitingPanel } from './saturation/database-waiting.ts'
import { eventLoopLagPanel } from './saturation/event-loop-lag.ts'
import { garbageCollectionPanel } from './saturation/garbage-collection.ts'
import { heapPanel } from './saturation/heap.ts'
import { serviceVariables } from './variables.ts'

/** A row of the panels that the runtime can fill; no row where it can fill none. */
function rowOf(key: string, title: string, panels: readonly (PanelDraft | undefined)[]): readonly RowDraft[] {
  const present = panels.filter((panel) => panel !== undefined)
  return present.length === 0 ? [] : [{ key, title, lines: inLines(present, 4) }]
}

function absent(service: Service): string {
  const { signals } = service.runtime
  const reasons = Object.values(signals).flatMap((signal) => (signal.kind === 'absent' ? [signal.reason] : []))
  return reasons.length === 0 ? '' : ` Unmeasured, and so not here: ${[...new Set(reasons)].join(' ')}`
}

/** What the service runs on: instances, processor, memory, database connections and the runtime itself. */
export function serviceInfrastructure(service: Service): Dashboard {
  const frame = frameOf({
    uid: dashboardUid(service, dashboardKinds.infrastructure),
    title: `${service.title}: Infrastructure`,
    description: `What the ${service.title} runs on, by instance, against the limits of its definition.${absent(service)}`,
    owner: service.name,
    kind: dashboardKinds.infrastructure,
    variables: serviceVariables(service, ['testid', 'job', 'instance']),
    annotations: serviceAnnotations(service),
  })
  const rows = [
    ...rowOf('process', 'Process', [
      instancesPanel(),
      cpuPanel(service),
      heapPanel(service),
      residentMemoryPanel(service),
      fileDescriptorsPanel(service),
    ]),
    ...rowOf('database', 'Database and requests', [
      databasePoolPanel(service),
      databaseConnectionsPanel(service),
      databaseWaitingPanel(service),
      activeRequestsPanel(service),
    ]),
    ...rowOf('runtime', 'Runtime', [
      eventLoopLagPanel(service),
      threadsPanel(service),
      garbageCollectionPanel(service),
      garbagePausesPanel(service),
    ]),
  ]
  return finish(frame, rows)
}
