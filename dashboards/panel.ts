import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'

/** A panel before it has its place: Grafana's JSON without `id` and `gridPos`. */
export interface PanelDraft {
  /** Immutable and unique in the dashboard: the panel's id, and so links to it, follow from it and not from its title. */
  readonly key: string
  readonly panel: Panel
  /** In rows of Grafana's grid; that of a graph where left out. */
  readonly height?: number
}

/** A row of a dashboard. */
export interface RowDraft {
  readonly key: string
  readonly title: string
  /** Panels from left to right, line by line; the panels of a line share its width. */
  readonly lines: readonly (readonly PanelDraft[])[]
}
