import { hasHistogram, meanResponse } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'
import { seconds } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { promisedPercentiles, servedPercentile } from '../percentile.ts'
import { servedRequests } from '../selection.ts'
import { operationLabels, operationLegend, operationNames } from '../served.ts'
import { timeSeries } from '../time-series.ts'

/** Response time of each operation: a percentile where the service has buckets, the mean where it has none. */
export function latencyByOperationPanel(service: Service): PanelDraft {
  const [percentile] = promisedPercentiles(service)
  const labels = operationLabels(service)
  const exact = hasHistogram(service)
  const mean = meanResponse(service, servedRequests(service), '$__rate_interval', labels)
  const what = exact ? percentile.label : 'Mean response time'
  const missing = exact ? '' : ' The service exposes no histogram, so that percentiles are unmeasured.'
  const limit = service.limits.meanResponse?.below
  const bound = exact ? percentile.promise?.seconds : limit && seconds(limit)
  return timeSeries({
    key: 'latency-by-operation',
    title: exact ? `${percentile.label} response time by operation` : 'Mean response time by operation (no histogram)',
    description:
      `${what} of each operation.${missing} Good: the lines keep their order and their distance. When one leaves the ` +
      'others: look at what that operation alone does, such as its query or its locks; when all rise: see Saturation.',
    unit: 's',
    queries: [
      { expression: exact ? servedPercentile(service, percentile, labels) : mean, legend: operationLegend(service) },
    ],
    ...(bound !== undefined && { bound: { kind: 'below', value: bound } }),
    rename: operationNames(service),
    noValue: 'No requests in this range',
  })
}
