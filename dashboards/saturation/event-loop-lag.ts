import type { Service } from '../../src/model/service.ts'
import { levelByInstance } from '../../src/model/signals.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** How late the event loop runs; nothing where the runtime has none. */
export function eventLoopLagPanel(service: Service): PanelDraft | undefined {
  const { eventLoopLag } = service.runtime.signals
  const expression = levelByInstance(service, eventLoopLag, '$__rate_interval', chosenProcess)
  if (expression === undefined) return undefined
  return timeSeries({
    key: 'saturation-event-loop-lag',
    title: 'Event-loop lag',
    description:
      'How late the event loop runs, as a high percentile of the runtime. Good: a few tens of milliseconds at most. More: some ' +
      'code holds the only thread, and every request waits for it; take a CPU profile.',
    unit: 's',
    queries: [{ expression, legend: '{{instance}}' }],
    noValue: noSeries,
  })
}
