import type { Service } from '../../src/model/service.ts'
import type { RowDraft } from '../panel.ts'
import { droppedIterationsPanel } from './dropped-iterations.ts'
import { loadLatencyPanel } from './latency.ts'
import { loadRatePanel } from './rate.ts'
import { unexpectedAnswersPanel } from './unexpected-answers.ts'
import { virtualUsersPanel } from './virtual-users.ts'

/** What the load did, beside what the service felt. */
export function loadRow(service: Service): RowDraft {
  return {
    key: 'load',
    title: 'Load',
    lines: [
      [loadLatencyPanel(service), loadRatePanel(service)],
      [virtualUsersPanel(), droppedIterationsPanel(), unexpectedAnswersPanel()],
    ],
  }
}
