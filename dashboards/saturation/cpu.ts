import type { Service } from '../../src/model/service.ts'
import { levelByInstance } from '../../src/model/signals.ts'
import { share } from '../../src/model/units.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** CPU of each instance, against its limit; nothing where the runtime does not tell. */
export function cpuPanel(service: Service): PanelDraft | undefined {
  const expression = levelByInstance(service, service.runtime.signals.cpu, '$__rate_interval', chosenProcess)
  const limit = service.limits.cpu?.below
  if (expression === undefined) return undefined
  return timeSeries({
    key: 'saturation-cpu',
    title: 'CPU',
    description:
      `CPU of the process; 100% is ${service.runtime.cpuUnit}. ${limit ? `Good: below ${limit}.` : 'It has no limit.'} When ` +
      'it is not: latency is about to rise, since requests queue for the processor; add instances or find the hot code.',
    unit: 'percentunit',
    queries: [{ expression, legend: '{{instance}}' }],
    ...(limit && { bound: { kind: 'below', value: share(limit) } }),
    noValue: noSeries,
  })
}
