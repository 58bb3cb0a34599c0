import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import type { PanelDraft, RowDraft } from './panel.ts'

const columns = 24
const panelHeight = 8

/** Panels in lines of at most `most`, and of about as many each: none is left alone in the last one. */
export function inLines(panels: readonly PanelDraft[], most: number): readonly (readonly PanelDraft[])[] {
  const lines: PanelDraft[][] = []
  const length = Math.ceil(panels.length / Math.ceil(panels.length / most))
  for (let start = 0; start < panels.length; start += length) lines.push(panels.slice(start, start + length))
  return lines
}

/** A panel or row at its place, with the key that its id follows from. */
export interface Placed {
  readonly key: string
  readonly panel: Panel | RowPanel
}

/** Puts rows below one another and the panels of each line side by side, over the whole width. */
export function place(rows: readonly RowDraft[]): readonly Placed[] {
  const placed: Placed[] = []
  let y = 0
  for (const row of rows) {
    const gridPos = { x: 0, y, w: columns, h: 1 }
    placed.push({ key: `row-${row.key}`, panel: new RowBuilder(row.title).gridPos(gridPos).build() })
    y += 1
    for (const line of row.lines) {
      const h = Math.max(...line.map(({ height = panelHeight }) => height))
      line.forEach(({ key, panel }, index) => {
        // Rounded edges, so that five panels are as wide together as four.
        const x = Math.round((index * columns) / line.length)
        const w = Math.round(((index + 1) * columns) / line.length) - x
        placed.push({ key, panel: { ...panel, gridPos: { x, y, w, h } } })
      })
      y += h
    }
  }
  return placed
}
