import type { Service } from '../../src/model/service.ts'
import { levelByInstance } from '../../src/model/signals.ts'
import { bytes } from '../../src/model/units.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** Heap of each instance, against its limit; nothing where the runtime does not tell. */
export function heapPanel(service: Service): PanelDraft | undefined {
  const expression = levelByInstance(service, service.runtime.signals.heap, '$__rate_interval', chosenProcess)
  const limit = service.limits.heap?.below
  if (expression === undefined) return undefined
  return timeSeries({
    key: 'saturation-heap',
    title: 'Heap',
    description:
      `Memory in use on the heap, all areas together. ${limit ? `Good: a saw-tooth below ${limit}.` : 'Good: a saw-tooth.'} ` +
      'Low points that rise under steady load are a leak: take a heap dump before the instance is killed.',
    unit: 'decbytes',
    queries: [{ expression, legend: '{{instance}}' }],
    ...(limit && { bound: { kind: 'below', value: bytes(limit) } }),
    // A leak of megabytes must be seen long before gigabytes.
    boundInView: false,
    noValue: noSeries,
  })
}
