import type { Absent, Counter, Gauge, Share } from '../../src/model/runtime.ts'
import type { Service } from '../../src/model/service.ts'
import { levelByInstance } from '../../src/model/signals.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { type TimeSeries, timeSeries } from '../time-series.ts'

/** One resource by instance; nothing where the runtime does not tell. */
export function resourcePanel(
  service: Service,
  signal: Gauge | Counter | Share | Absent,
  spec: Omit<TimeSeries, 'queries' | 'noValue'>,
): PanelDraft | undefined {
  const expression = levelByInstance(service, signal, '$__rate_interval', chosenProcess)
  if (expression === undefined) return undefined
  return timeSeries({
    ...spec,
    queries: [{ expression, legend: '{{instance}}' }],
    noValue: noSeries,
  })
}
