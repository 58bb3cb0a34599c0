import type { Service } from '../../src/model/service.ts'
import { levelByInstance } from '../../src/model/signals.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** Requests in flight: what saturates first of all where the runtime does not measure its pool. */
export function activeRequestsPanel(service: Service): PanelDraft | undefined {
  const { activeRequests, databasePool } = service.runtime.signals
  const expression = levelByInstance(service, activeRequests, '$__rate_interval', chosenProcess)
  if (expression === undefined) return undefined
  const unmeasured = databasePool.kind === 'absent'
  return timeSeries({
    key: 'saturation-active-requests',
    title: unmeasured ? 'Requests in flight (connection pool unmeasured)' : 'Requests in flight',
    description:
      `${unmeasured ? `${databasePool.reason} ` : ''}Requests that the service works on at this moment. Good: about the rate of ` +
      'requests times the mean response time. When it grows under a steady rate, requests come in faster than they leave.',
    unit: 'short',
    queries: [{ expression, legend: '{{instance}}' }],
    noValue: noSeries,
  })
}
