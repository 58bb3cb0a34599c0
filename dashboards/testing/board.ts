import type { Artefact } from '../../src/model/artefact.ts'
import { type DashboardDocument, type DashboardQuery, queriesOf } from '../../src/model/grafana-variables.ts'

/** A query with the unit of the panel that shows it. */
export interface BoardQuery extends DashboardQuery {
  readonly unit: string
}

/** A generated dashboard as Grafana would read it. */
export interface Board {
  readonly uid: string
  readonly document: DashboardDocument
  readonly queries: readonly BoardQuery[]
}

interface PanelJson {
  readonly title?: string
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } }
}

/** Reads a generated dashboard. */
export function boardOf({ body }: Artefact): Board {
  const document = JSON.parse(body) as DashboardDocument & { readonly uid: string }
  const panels = (document.panels ?? []) as readonly PanelJson[]
  const unitOf = (title: string) => panels.find((panel) => panel.title === title)?.fieldConfig?.defaults?.unit ?? ''
  return {
    uid: document.uid,
    document,
    queries: queriesOf(document).map((query) => ({ ...query, unit: unitOf(query.title) })),
  }
}
