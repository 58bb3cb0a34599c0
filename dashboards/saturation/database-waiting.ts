import type { Service } from '../../src/model/service.ts'
import { levelByInstance } from '../../src/model/signals.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** Requests that wait for a database connection; nothing where the runtime does not tell. */
export function databaseWaitingPanel(service: Service): PanelDraft | undefined {
  const { databaseWaiting } = service.runtime.signals
  const expression = levelByInstance(service, databaseWaiting, '$__rate_interval', chosenProcess)
  if (expression === undefined) return undefined
  return timeSeries({
    key: 'saturation-database-waiting',
    title: 'Waiting for a connection',
    description:
      'Requests that wait for a database connection. Good: 0. A queue that stays means that more is asked of the database ' +
      'than it can do: this is where the latency above comes from.',
    unit: 'short',
    queries: [{ expression, legend: '{{instance}}' }],
    noValue: noSeries,
  })
}
