import { literal, operate, rate, sum } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { series } from '../../src/model/signals.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** How long one collection of garbage takes; nothing where the runtime does not tell. */
export function garbagePausesPanel(service: Service): PanelDraft | undefined {
  const pauses = service.runtime.signals.garbageCollection
  if (pauses.kind === 'absent') return undefined
  const part = (name: string) =>
    sum(rate(series(service, { ...pauses, metric: `${pauses.metric}_${name}` }, chosenProcess), '$__rate_interval'), [
      'instance',
    ])
  return timeSeries({
    key: 'process-garbage-pauses',
    title: 'Mean pause to collect garbage',
    description:
      'How long the process stands still for one collection, on average. Good: a few milliseconds. Longer pauses are a second ' +
      'band in the response times: a larger young generation, or less garbage per request. No collection gives no value.',
    unit: 's',
    queries: [
      { expression: operate(part('sum'), '/', operate(part('count'), '>', literal(0))), legend: '{{instance}}' },
    ],
    noValue: 'Nothing was collected in this range',
  })
}
