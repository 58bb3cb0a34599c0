import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { place } from './layout.ts'
import type { RowDraft } from './panel.ts'
import { panelId } from './panel-id.ts'
import { refIdAt } from './ref-id.ts'

function numbered(key: string, panel: Panel | RowPanel): Panel | RowPanel {
  const id = panelId(key)
  if (!('targets' in panel)) return { ...panel, id }
  const targets = panel.targets?.map((target, index) => ({ ...target, refId: refIdAt(index) })) ?? []
  return { ...panel, id, targets }
}

/** Gives the rows their places and the panels their ids and refIds, which Grafana's builders leave out. */
export function finish(frame: Dashboard, rows: readonly RowDraft[]): Dashboard {
  const panels = place(rows).map(({ key, panel }) => numbered(key, panel))
  return { ...frame, panels }
}
