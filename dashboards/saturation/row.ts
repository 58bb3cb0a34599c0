import type { Service } from '../../src/model/service.ts'
import { inLines } from '../layout.ts'
import type { PanelDraft, RowDraft } from '../panel.ts'
import { activeRequestsPanel } from './active-requests.ts'
import { cpuPanel } from './cpu.ts'
import { databasePoolPanel } from './database-pool.ts'
import { databaseWaitingPanel } from './database-waiting.ts'
import { eventLoopLagPanel } from './event-loop-lag.ts'
import { garbageCollectionPanel } from './garbage-collection.ts'
import { heapPanel } from './heap.ts'

/** What runs out. A resource that the runtime does not tell of has no panel here. */
export function saturationRow(service: Service): RowDraft {
  const panels: readonly (PanelDraft | undefined)[] = [
    cpuPanel(service),
    heapPanel(service),
    databasePoolPanel(service),
    activeRequestsPanel(service),
    databaseWaitingPanel(service),
    garbageCollectionPanel(service),
    eventLoopLagPanel(service),
  ]
  const present = panels.filter((panel) => panel !== undefined)
  return { key: 'saturation', title: 'Saturation', lines: inLines(present, 4) }
}
