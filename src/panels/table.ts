import { formatTime, type ZoneOffset } from './calendar.ts'
import type { Theme } from './color.ts'
import type { Panel } from './dashboard.ts'
import { fieldConfig, shareOf } from './field-config.ts'
import { type Cell, type Frame, rowsOf } from './frame.ts'
import type { Scope } from './interpolate.ts'
import { fieldsOf, listOf, numberOf, textOf } from './json.ts'
import { safeLinks } from './links.ts'
import type { TableCell, TableColumn, TableModel } from './model.ts'
import { type Series, seriesIn } from './series.ts'

function cellMode({ config }: Series): string {
  const { cellOptions, displayMode } = config.custom as {
    readonly cellOptions?: unknown
    readonly displayMode?: unknown
  }
  return textOf(fieldsOf(cellOptions)['type'], textOf(displayMode, 'auto'))
}

function valueColumn(series: Series, row: (at: number) => ReadonlyMap<string, string>, scope: Scope): TableColumn {
  const mode = cellMode(series)
  const isBar = mode.includes('gauge') || mode.startsWith('gradient') || mode === 'lcd-gauge' || mode === 'basic'
  const cells = series.field.values.map((value, at): TableCell => {
    const { whole, color } = series.show(value)
    const links =
      series.config.links.length === 0
        ? []
        : safeLinks(
            series.config.links,
            scope,
            new Map([...row(at), ['__value.raw', String(value)], ['__value.text', whole]]),
          )
    return {
      text: whole,
      sortKey: value,
      color: mode === 'color-text' ? color : undefined,
      background: mode.startsWith('color-background') || isBar ? color : undefined,
      share: isBar && typeof value === 'number' ? shareOf(value, series.min, series.max) : undefined,
      links,
    }
  })
  return {
    name: series.name,
    isNumeric: series.field.type === 'number',
    width: numberOf(series.config.custom['width']),
    cells,
  }
}

function timeColumn(
  name: string,
  values: readonly Cell[],
  panel: Panel,
  refId: string,
  zone: ZoneOffset,
): TableColumn | undefined {
  const config = fieldConfig(panel.defaults, panel.overrides, { name, displayName: name, type: 'time', refId })
  if (config.custom['hidden'] === true) return undefined
  const cells = values.map(
    (value): TableCell => ({
      text: typeof value === 'number' ? formatTime(value, zone) : '',
      sortKey: value,
      color: undefined,
      background: undefined,
      share: undefined,
      links: [],
    }),
  )
  return { name: config.displayName || name, isNumeric: false, width: numberOf(config.custom['width']), cells }
}

function isHidden({ config }: Series): boolean {
  return config.custom['hidden'] === true || fieldsOf(config.custom['hideFrom'])['viz'] === true
}

/** Rows and columns of one frame: the first, or the one that the panel chose. */
export function table(
  panel: Panel,
  frames: readonly Frame[],
  scope: Scope,
  theme: Theme,
  zone: ZoneOffset,
): TableModel {
  const filled = frames.filter((frame) => rowsOf(frame) > 0)
  const frame = filled[numberOf(panel.options['frameIndex']) ?? 0] ?? filled[0]
  if (frame === undefined) return { kind: 'table', columns: [], rows: 0, showsHeader: true, sort: undefined }
  const series = seriesIn([frame], panel, scope, theme)
  const row = (at: number) =>
    new Map(series.map(({ name, field }) => [`__data.fields.${name}`, String(field.values[at] ?? '')]))
  const columns = frame.fields.flatMap((field): readonly TableColumn[] => {
    if (field.type === 'time')
      return [timeColumn(field.name, field.values, panel, frame.refId, zone)].filter((column) => column !== undefined)
    const found = series.find((each) => each.field === field)
    return found === undefined || isHidden(found) ? [] : [valueColumn(found, row, scope)]
  })
  const { displayName, desc } = fieldsOf(listOf(panel.options['sortBy'])[0])
  const sorted = columns.findIndex(({ name }) => name === displayName)
  return {
    kind: 'table',
    columns,
    rows: rowsOf(frame),
    showsHeader: panel.options['showHeader'] !== false,
    sort: sorted < 0 ? undefined : { column: sorted, isDescending: desc === true },
  }
}
