import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboardKinds, dashboardUid } from '../src/model/names.ts'
import { hasHistogram } from '../src/model/request-signals.ts'
import type { Service } from '../src/model/service.ts'
import { serviceAnnotations } from './annotations.ts'
import { failuresByOperationPanel } from './errors/by-operation.ts'
import { finish } from './finish.ts'
import { frameOf } from './frame.ts'
import { latencyByOperationPanel } from './latency/by-operation.ts'
import { latencyDistributionPanel } from './latency/distribution.ts'
import { meanResponsePanel } from './latency/mean-response.ts'
import { percentilePanel } from './latency/percentile.ts'
import { inLines } from './layout.ts'
import type { PanelDraft, RowDraft } from './panel.ts'
import { promisedPercentiles } from './percentile.ts'
import { threadsPanel } from './process/threads.ts'
import { failedShareByOperationPanel } from './routes/failed-share.ts'
import { percentileByOperationPanel } from './routes/percentile-by-operation.ts'
import { percentilesPanel } from './routes/percentiles.ts'
import { refusedByOperationPanel } from './routes/refused.ts'
import { activeRequestsPanel } from './saturation/active-requests.ts'
import { eventLoopLagPanel } from './saturation/event-loop-lag.ts'
import { garbageCollectionPanel } from './saturation/garbage-collection.ts'
import { requestsByOperationPanel } from './traffic/by-operation.ts'
import { serviceVariables } from './variables.ts'

/** Response times; what stands in for percentiles where the service has no histogram. */
function latencyLines(service: Service): readonly (readonly PanelDraft[])[] {
  const percentiles = promisedPercentiles(service)
  if (!hasHistogram(service))
    return [[latencyByOperationPanel(service), percentilePanel(service, percentiles[0]), meanResponsePanel(service)]]
  return [
    ...inLines(
      percentiles.map((percentile) => percentileByOperationPanel(service, percentile)),
      2,
    ),
    [percentilesPanel(service), latencyDistributionPanel(service)],
  ]
}

function processPanels(service: Service): readonly PanelDraft[] {
  const panels = [
    activeRequestsPanel(service),
    eventLoopLagPanel(service),
    threadsPanel(service),
    garbageCollectionPanel(service),
  ]
  return panels.filter((panel) => panel !== undefined)
}

/** Every route of a service: how often it is called, how it fails, how long it takes, and what holds it up. */
export function serviceRoutes(service: Service): Dashboard {
  const frame = frameOf({
    uid: dashboardUid(service, dashboardKinds.service),
    title: `${service.title}: Service`,
    description: `Each operation of the ${service.title}: how often it is called, how it fails, how long it takes, and what holds it up.`,
    owner: service.name,
    kind: dashboardKinds.service,
    variables: serviceVariables(service, ['testid', 'operation', 'job', 'instance']),
    annotations: serviceAnnotations(service),
  })
  const rows: RowDraft[] = [
    {
      key: 'calls',
      title: 'Calls and failures',
      lines: [
        [requestsByOperationPanel(service), failedShareByOperationPanel(service)],
        [failuresByOperationPanel(service), refusedByOperationPanel(service)],
      ],
    },
    { key: 'latency', title: 'Response times', lines: latencyLines(service) },
    { key: 'process', title: 'What holds requests up', lines: inLines(processPanels(service), 4) },
  ]
  return finish(frame, rows)
}
