import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { checkGrid } from './checks/grid.ts'
import { checkIdentity } from './checks/identity.ts'
import { checkQueries } from './checks/queries.ts'
import { checkTexts } from './checks/texts.ts'
import { checkUnits } from './checks/units.ts'
import { place } from './layout.ts'
import type { RowDraft } from './panel.ts'
import { panelId } from './panel-id.ts'
import { refIdAt } from './ref-id.ts'

const checks: readonly ((dashboard: Dashboard) => readonly string[])[] = [
  checkIdentity,
  checkTexts,
  checkUnits,
  checkGrid,
  checkQueries,
]

function numbered(key: string, panel: Panel | RowPanel): Panel | RowPanel {
  const id = panelId(key)
  if (!('targets' in panel)) return { ...panel, id }
  const targets = panel.targets?.map((target, index) => ({ ...target, refId: refIdAt(index) })) ?? []
  return { ...panel, id, targets }
}

/** Every rule of ours that the dashboard breaks, as sentences. Grafana's builders check none of them. */
export function violations(dashboard: Dashboard): readonly string[] {
  return checks.flatMap((check) => check(dashboard))
}

/**
 * Gives the rows their places and the panels their ids and refIds, which Grafana's builders leave out, and checks the
 * result. Throws an Error that names every violation: each is a fault of a generator, not of a definition.
 */
export function finish(frame: Dashboard, rows: readonly RowDraft[]): Dashboard {
  const panels = place(rows).map(({ key, panel }) => numbered(key, panel))
  const dashboard: Dashboard = { ...frame, panels }
  const found = violations(dashboard)
  if (found.length > 0) throw new Error(`dashboard "${dashboard.uid}" breaks rules:\n  ${found.join('\n  ')}`)
  return dashboard
}
