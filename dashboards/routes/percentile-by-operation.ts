import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { type Percentile, servedPercentile } from '../percentile.ts'
import { operationLabels, operationLegend, operationNames } from '../served.ts'
import { timeSeries } from '../time-series.ts'

/** One promised percentile of each operation; needs a runtime with buckets. */
export function percentileByOperationPanel(service: Service, percentile: Percentile): PanelDraft {
  const { key, label, promise, operations } = percentile
  const about = operations ? ` The promise is about ${operations.join(', ')} alone.` : ''
  return timeSeries({
    key: `routes-${key}`,
    title: `${label} response time by operation`,
    description:
      `${label} of each operation, exact to the width of a histogram bucket. Good: below ${promise ? promise.text : 'what its users bear'}.${about} ` +
      'When one operation is above: look at its query and its locks; when all are: at what they share.',
    unit: 's',
    queries: [
      { expression: servedPercentile(service, percentile, operationLabels(service)), legend: operationLegend(service) },
    ],
    ...(promise && { bound: { kind: 'below', value: promise.seconds } }),
    rename: operationNames(service),
    noValue: 'No requests in this range',
  })
}
