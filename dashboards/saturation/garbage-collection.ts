import { rate, sum } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { series } from '../../src/model/signals.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** Share of the time that the process stands still to collect garbage; nothing where the runtime does not tell. */
export function garbageCollectionPanel(service: Service): PanelDraft | undefined {
  const pauses = service.runtime.signals.garbageCollection
  if (pauses.kind === 'absent') return undefined
  const spent = series(service, { ...pauses, metric: `${pauses.metric}_sum` }, chosenProcess)
  return timeSeries({
    key: 'saturation-garbage-collection',
    title: 'Time spent collecting garbage',
    description:
      'Share of the time that garbage collection takes. Good: below a few percent. More of it together with a high heap: ' +
      'give it more memory or make less garbage; it shows as a second band in the response times.',
    unit: 'percentunit',
    queries: [{ expression: sum(rate(spent, '$__rate_interval'), ['instance']), legend: '{{instance}}' }],
    noValue: noSeries,
  })
}
