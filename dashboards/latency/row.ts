import { hasHistogram } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'
import { inLines } from '../layout.ts'
import type { RowDraft } from '../panel.ts'
import { promisedPercentiles } from '../percentile.ts'
import { latencyByOperationPanel } from './by-operation.ts'
import { latencyDistributionPanel } from './distribution.ts'
import { meanResponsePanel } from './mean-response.ts'
import { percentilePanel } from './percentile.ts'

/** How long the service takes. */
export function latencyRow(service: Service): RowDraft {
  const percentiles = promisedPercentiles(service).map((percentile) => percentilePanel(service, percentile))
  const byOperation = latencyByOperationPanel(service)
  return {
    key: 'latency',
    title: 'Latency',
    lines: [
      ...inLines([...percentiles, meanResponsePanel(service)], 3),
      hasHistogram(service) ? [byOperation, latencyDistributionPanel(service)] : [byOperation],
    ],
  }
}
