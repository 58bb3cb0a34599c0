import { meanResponse } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'
import { seconds } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { servedRequests } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** The mean response time, against its limit. */
export function meanResponsePanel(service: Service): PanelDraft {
  const limit = service.limits.meanResponse?.below
  const good = limit ? `Good: below ${limit}.` : 'It has no limit.'
  return timeSeries({
    key: 'latency-mean',
    title: 'Mean response time',
    description:
      `Time spent on requests divided by their number, over all chosen operations and instances. ${good} When it is not ` +
      'while the percentiles are fine: everything became a little slower; compare CPU and garbage collection.',
    unit: 's',
    queries: [
      { expression: meanResponse(service, servedRequests(service), '$__rate_interval'), legend: 'mean', color: 'blue' },
    ],
    ...(limit && { bound: { kind: 'below', value: seconds(limit) } }),
    noValue: 'No requests in this range',
  })
}
