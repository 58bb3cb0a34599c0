import { formatTime, type ZoneOffset } from './calendar.ts'
import type { PanelModel } from './model.ts'

/** What a drawing shows, as rows of text: for those who do not see it, and for copying. */
export interface DataTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** How many rows were left out. */
  readonly omitted: number
}

const mostRows = 500

function limited(head: readonly string[], rows: readonly (readonly string[])[]): DataTable {
  return { head, rows: rows.slice(0, mostRows), omitted: Math.max(0, rows.length - mostRows) }
}

/** The data behind a drawing, the newest first where it has times; `undefined` for what is text already. */
export function dataTable(model: PanelModel, zone: ZoneOffset): DataTable | undefined {
  switch (model.kind) {
    case 'plot': {
      const rows = model.times.map((time, at) => [
        formatTime(time, zone),
        ...model.series.map(({ values, show }) => (typeof values[at] === 'number' ? show(values[at]).whole : '')),
      ])
      return limited(['Time', ...model.series.map(({ name }) => name)], rows.reverse())
    }
    case 'readings':
      return limited(
        ['Name', 'Value'],
        model.readings.map(({ title, value }) => [title, value.whole]),
      )
    case 'heatmap': {
      const cells = [...model.cells].reverse()
      const rows = cells.map(({ time, low, high, count }) => [
        formatTime(time + model.step, zone),
        model.rows === undefined ? `${model.showBound(low)} to ${model.showBound(high)}` : model.showBound(high),
        model.showCount(count),
      ])
      return limited(['Time', 'Bucket', 'Count'], rows)
    }
    case 'timeline': {
      const rows = model.rows.flatMap(({ name, states }) =>
        states.map(({ from, to, text }) => [name, formatTime(from, zone), formatTime(to, zone), text]),
      )
      return limited(['Name', 'From', 'To', 'State'], rows)
    }
    default:
      return undefined
  }
}
