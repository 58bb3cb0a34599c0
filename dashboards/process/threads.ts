import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { resourcePanel } from './panel.ts'

/** Threads of each instance; nothing where the runtime has one alone. */
export function threadsPanel(service: Service): PanelDraft | undefined {
  return resourcePanel(service, service.runtime.signals.threads, {
    key: 'process-threads',
    title: 'Threads',
    description:
      'Threads that are alive. Good: level. When it rises with the load, requests block and new threads wait with them: take ' +
      'a thread dump and look what they wait for.',
    unit: 'short',
  })
}
