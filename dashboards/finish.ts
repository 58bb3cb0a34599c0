import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import type { Fleet } from '../src/model/service.ts'
import { exclusionsFor } from './exclusions-of.ts'
import { place } from './layout.ts'
import { lintDashboard } from './lint/lint.ts'
import { lintedDashboard } from './lint/linted.ts'
import type { RowDraft } from './panel.ts'
import { panelId } from './panel-id.ts'
import { refIdAt } from './ref-id.ts'

function numbered(key: string, panel: Panel | RowPanel): Panel | RowPanel {
  const id = panelId(key)
  if (!('targets' in panel)) return { ...panel, id }
  const targets = panel.targets?.map((target, index) => ({ ...target, refId: refIdAt(index) })) ?? []
  return { ...panel, id, targets }
}

/** Every rule that the dashboard breaks without a reason, as sentences. Grafana's builders check none of them. */
export function violations(dashboard: Dashboard, fleet: Fleet): readonly string[] {
  const linted = lintedDashboard(JSON.parse(JSON.stringify(dashboard)), fleet)
  if (linted === undefined) return ['the dashboard has no panels']
  const exclusions = exclusionsFor([linted])
  return lintDashboard(linted)
    .filter(({ rule, panel }) => !exclusions[rule]?.entries.some((entry) => entry.panel === panel))
    .map(({ rule, panel, refId, what }) => `${[panel, refId].filter(Boolean).join(' ')} ${what} [${rule}]`.trim())
}

/**
 * Gives the rows their places and the panels their ids and refIds, which Grafana's builders leave out, and checks the
 * result. Throws an Error that names every violation: each is a fault of a generator, not of a definition.
 */
export function finish(frame: Dashboard, rows: readonly RowDraft[], fleet: Fleet): Dashboard {
  const panels = place(rows).map(({ key, panel }) => numbered(key, panel))
  const dashboard: Dashboard = { ...frame, panels }
  const found = violations(dashboard, fleet)
  if (found.length > 0) throw new Error(`dashboard "${dashboard.uid}" breaks rules:\n  ${found.join('\n  ')}`)
  return dashboard
}
