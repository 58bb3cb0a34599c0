import type { Service } from '../../src/model/service.ts'
import { levelByInstance } from '../../src/model/signals.ts'
import { share } from '../../src/model/units.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** Share of the database connections in use, against its limit; nothing where the runtime does not tell. */
export function databasePoolPanel(service: Service): PanelDraft | undefined {
  const expression = levelByInstance(service, service.runtime.signals.databasePool, '$__rate_interval', chosenProcess)
  const limit = service.limits.databasePool?.below
  if (expression === undefined) return undefined
  return timeSeries({
    key: 'saturation-database-pool',
    title: 'Database connections in use',
    description:
      `Share of the connection pool that is in use. ${limit ? `Good: below ${limit}.` : 'It has no limit.'} When it is not: ` +
      'find slow queries and locks first; a larger pool only moves the queue into the database.',
    unit: 'percentunit',
    queries: [{ expression, legend: '{{instance}}' }],
    ...(limit && { bound: { kind: 'below', value: share(limit) } }),
    softMax: 1,
    noValue: noSeries,
  })
}
