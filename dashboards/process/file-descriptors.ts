import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { resourcePanel } from './panel.ts'

/** Share of the file descriptors in use; nothing where the runtime does not tell. */
export function fileDescriptorsPanel(service: Service): PanelDraft | undefined {
  return resourcePanel(service, service.runtime.signals.fileDescriptors, {
    key: 'process-file-descriptors',
    title: 'File descriptors in use',
    description:
      'Share of the files and connections that the process may hold open. Good: far below 100% and level. When it rises ' +
      'without more traffic, connections are not closed: look for clients without keep-alive, and for leaks.',
    unit: 'percentunit',
  })
}
