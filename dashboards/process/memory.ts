import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { resourcePanel } from './panel.ts'

/** Memory of the whole process; nothing where the runtime does not tell. */
export function residentMemoryPanel(service: Service): PanelDraft | undefined {
  return resourcePanel(service, service.runtime.signals.residentMemory, {
    key: 'process-resident-memory',
    title: 'Memory of the process',
    description:
      'Memory that the process holds, heap and all: what the machine kills it for. Good: level under a steady load. When it ' +
      'rises while the heap does not: buffers or native code leak; when both rise: see Heap.',
    unit: 'decbytes',
  })
}
