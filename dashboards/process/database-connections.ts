import { sum } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { series } from '../../src/model/signals.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** How many database connections are in use, and how many there may be; nothing where the runtime does not tell. */
export function databaseConnectionsPanel(service: Service): PanelDraft | undefined {
  const pool = service.runtime.signals.databasePool
  if (pool.kind === 'absent') return undefined
  return timeSeries({
    key: 'process-database-connections',
    title: 'Database connections',
    description:
      'Connections in use and the size of the pool, over the chosen instances. Good: well below the pool. At the pool, ' +
      'requests wait for a connection. Mind the sum over all instances: the database has a limit of its own.',
    unit: 'short',
    decimals: 0,
    queries: [
      { expression: sum(series(service, pool.total, chosenProcess)), legend: 'pool', color: 'blue', dashed: true },
      { expression: sum(series(service, pool.used, chosenProcess)), legend: 'in use', color: 'green' },
    ],
    noValue: noSeries,
  })
}
