import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { type Percentile, promisedPercentiles, servedPercentile } from '../percentile.ts'
import { timeSeries } from '../time-series.ts'

const median: Percentile = { key: 'p50', label: 'P50', quantile: 0.5 }

/** The median and every promised percentile in one picture; needs a runtime with buckets. */
export function percentilesPanel(service: Service): PanelDraft {
  const promised = promisedPercentiles(service)
  const bound = promised.at(-1)?.promise?.seconds
  return timeSeries({
    key: 'routes-percentiles',
    title: 'Percentiles of the response time',
    description:
      'Half of the requests are faster than the lowest line; the higher ones are the promised percentiles, and the dashed line is ' +
      'the bound of the highest. Good: lines that lie close and level. When only the highest rises, few requests are slow (a ' +
      'lock, a pause); when all rise, everything waits for something: see Infrastructure.',
    unit: 's',
    queries: [median, ...promised].map((percentile) => ({
      expression: servedPercentile(service, percentile),
      legend: percentile.label,
    })),
    ...(bound !== undefined && { bound: { kind: 'below', value: bound } }),
    noValue: 'No requests in this range',
  })
}
