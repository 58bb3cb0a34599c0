import { between, cssColor, schemeColors, type Theme, withOpacity } from './color.ts'
import type { Panel } from './dashboard.ts'
import type { TimeSpan } from './frame.ts'
import { fieldsOf, numberOf, textOf } from './json.ts'
import type { HeatmapModel } from './model.ts'
import type { PanelData } from './query.ts'
import type { Series } from './series.ts'
import { formatValue } from './units.ts'

type HeatCell = HeatmapModel['cells'][number]

interface Bucket {
  readonly bound: number
  readonly series: Series
}

/** Classic buckets count everything below their bound: what fell into one is the difference to the one below. */
function classicCells(buckets: readonly Bucket[], isCumulative: boolean, step: number): readonly HeatCell[] {
  const counts = buckets.map(({ series }) => new Map(series.times.map((time, at) => [time, series.field.values[at]])))
  const times = [...new Set(buckets.flatMap(({ series }) => series.times))].sort((one, other) => one - other)
  return times.flatMap((time) =>
    buckets.flatMap(({ bound }, at) => {
      const count = Number(counts[at]?.get(time) ?? Number.NaN)
      const below = isCumulative && at > 0 ? Number(counts[at - 1]?.get(time) ?? 0) : 0
      return Number.isNaN(count)
        ? []
        : [{ time: time - step, low: buckets[at - 1]?.bound ?? 0, high: bound, count: Math.max(0, count - below) }]
    }),
  )
}

function bucketsOf(series: readonly Series[]): readonly Bucket[] | undefined {
  const buckets = series.map((each) => {
    const text = each.field.labels['le'] ?? each.name
    return { bound: /^\+?inf$/i.test(text) ? Number.POSITIVE_INFINITY : Number(text), series: each }
  })
  if (buckets.some(({ bound }) => Number.isNaN(bound))) return undefined
  return buckets.sort((one, other) => one.bound - other.bound)
}

interface Cells {
  readonly cells: readonly HeatCell[]
  readonly rows: readonly string[] | undefined
  readonly step: number
}

function cellsOf(panel: Panel, series: readonly Series[], data: PanelData): Cells {
  const native = data.frames.flatMap(({ histograms = [], step = 0 }) =>
    histograms.flatMap(({ time, buckets }) =>
      buckets.map(([low, high, count]) => ({ time: time - step, low, high, count })),
    ),
  )
  const step = data.frames.find((frame) => frame.step !== undefined)?.step ?? 1000
  if (native.length > 0) return { cells: native, rows: undefined, step }
  const buckets = bucketsOf(series)
  const isCumulative = panel.targets.some(({ format }) => format === 'heatmap')
  if (buckets !== undefined) return { cells: classicCells(buckets, isCumulative, step), rows: undefined, step }
  const named = series.map((each, bound) => ({ bound: bound + 1, series: each }))
  return { cells: classicCells(named, false, step), rows: series.map(({ name }) => name), step }
}

/** The last bucket has no end: it is drawn as wide as the one below it. */
function finite(cells: readonly HeatCell[]): readonly HeatCell[] {
  const bounds = [...new Set(cells.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite))].sort(
    (one, other) => one - other,
  )
  const last = bounds.at(-1) ?? 1
  const beyond = last + (last - (bounds.at(-2) ?? 0)) || last * 2 || 1
  return cells.map((cell) => (Number.isFinite(cell.high) ? cell : { ...cell, high: beyond }))
}

function colorOf(panel: Panel, least: number, most: number, theme: Theme): (count: number) => string {
  const { scheme, mode, fill, exponent, reverse } = fieldsOf(panel.options['color'])
  const power = numberOf(exponent) ?? 0.5
  const shareOf = (count: number) => Math.min(1, Math.max(0, (count - least) / (most - least || 1)))
  if (mode === 'opacity')
    return (count) => withOpacity(cssColor(textOf(fill, 'dark-orange'), theme), shareOf(count) ** power)
  const colors = schemeColors(textOf(scheme, 'Oranges'), theme) ?? schemeColors('Oranges', theme) ?? ['#fff', '#000']
  // Grafana turns light-to-dark schemes round in its dark theme, so that "more" stands out from the ground.
  const isTurned = (theme === 'dark') !== (reverse === true)
  const ordered = isTurned ? [...colors].reverse() : colors
  return (count) => between(ordered, shareOf(count))
}

/** A heatmap of classic or native histograms, or of whatever rows the queries name. */
export function heatmap(
  panel: Panel,
  series: readonly Series[],
  data: PanelData,
  span: TimeSpan,
  theme: Theme,
): HeatmapModel {
  const { cells: raw, rows, step } = cellsOf(panel, series, data)
  const filter = fieldsOf(panel.options['filterValues'])
  const above = numberOf(filter['le']) ?? 1e-9
  const cells = finite(raw).filter(({ count }) => count > above)
  const counts = cells.map(({ count }) => count)
  const { min, max } = fieldsOf(panel.options['color'])
  const least = numberOf(min) ?? 0
  const most = numberOf(max) ?? counts.reduce((top, count) => Math.max(top, count), 0)
  const bounds = cells.flatMap(({ low, high }) => [low, high])
  const axis = fieldsOf(panel.options['yAxis'])
  const unit = textOf(axis['unit'], textOf(panel.defaults['unit']))
  const positive = bounds
    .filter((bound) => bound > 0)
    .reduce((low, bound) => Math.min(low, bound), Number.POSITIVE_INFINITY)
  const high = numberOf(axis['max']) ?? bounds.reduce((top, bound) => Math.max(top, bound), 0)
  const isLogarithmic = rows === undefined && high / positive > 50
  return {
    kind: 'heatmap',
    span,
    step,
    cells,
    rows,
    isLogarithmic,
    low: isLogarithmic
      ? positive / 2
      : (numberOf(axis['min']) ?? bounds.reduce((low, bound) => Math.min(low, bound), 0)),
    high,
    least,
    most,
    showsLegend: fieldsOf(panel.options['legend'])['show'] !== false,
    color: colorOf(panel, least, most, theme),
    showBound: (value) =>
      rows === undefined ? formatValue(value, unit, numberOf(axis['decimals'])) : (rows[Math.round(value) - 1] ?? ''),
    showCount: (value) => formatValue(value, textOf(fieldsOf(panel.options['cellValues'])['unit'], 'short')),
  }
}
