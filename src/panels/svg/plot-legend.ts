import type { PlotSeries, TimePlot } from '../model.ts'
import type { SvgContext } from './context.ts'
import { type Box, fitted, label, tag, textWidth } from './markup.ts'

/** The part below a plot, and how high it is. */
interface Legend {
  readonly height: number
  readonly markup: string
}

const rowHeight = 18
const swatchWidth = 20
const gap = 14

function named(series: PlotSeries, x: number, y: number, room: number, ink: string): string {
  return [
    tag('rect', { x, y: y - 6, width: 14, height: 4, rx: 2, fill: series.color }),
    label(fitted(series.name, 12, room), { x: x + swatchWidth, y, fill: ink }),
  ].join('')
}

/** How many of so many entries fit, one place kept for "and … more" where not all do. */
function fitting(count: number, places: number): number {
  return count <= places ? count : Math.max(1, places - 1)
}

/** A line for each series, with a column for each calculation, as wide as its texts. */
function asTable(shown: readonly PlotSeries[], plot: TimePlot, box: Box, { inks }: SvgContext, lines: number): Legend {
  const { calculations } = plot.legend
  const rows = shown.slice(0, fitting(shown.length, lines - 1))
  const widths = calculations.map((name, at) =>
    Math.max(...[name, ...rows.map(({ numbers }) => numbers[at] ?? '')].map((text) => textWidth(text, 12) + gap)),
  )
  const left = shown.length > rows.length ? 1 : 0
  const height = (rows.length + 1 + left) * rowHeight + 4
  const end = box.x + box.width - 8
  const right = (at: number) => end - widths.slice(at + 1).reduce((sum, width) => sum + width, 0)
  const room = box.width - 16 - swatchWidth - widths.reduce((sum, width) => sum + width, 0)
  const top = box.y + box.height - height + 14
  const column = (text: string, at: number, y: number, fill: string) =>
    label(text, { x: right(at), y, 'text-anchor': 'end', fill })
  const markup = [
    ...calculations.map((name, at) => column(name, at, top, inks.faint)),
    ...rows.flatMap((series, row) => {
      const y = top + (row + 1) * rowHeight
      const numbers = series.numbers.map((number, at) => column(number, at, y, inks.text))
      return [named(series, box.x + 8, y, room, inks.text), ...numbers]
    }),
    left === 0
      ? ''
      : moreOf(shown.length - rows.length, box.x + 8 + swatchWidth, top + (rows.length + 1) * rowHeight, inks.faint),
  ]
  return { height, markup: markup.join('') }
}

function moreOf(count: number, x: number, y: number, ink: string): string {
  return label(`and ${count} more`, { x, y, fill: ink })
}

/** The names one after another, in as many lines as they need and there are. */
function asList(shown: readonly PlotSeries[], box: Box, { inks }: SvgContext, lines: number): Legend {
  const room = box.width - 16
  const places: { readonly series: PlotSeries; readonly x: number; readonly line: number; readonly width: number }[] =
    []
  let x = 0
  let line = 0
  for (const series of shown) {
    const width = Math.min(room, swatchWidth + textWidth(series.name, 12))
    if (x > 0 && x + width > room) {
      x = 0
      line += 1
    }
    places.push({ series, x, line, width })
    x += width + gap
  }
  const isWhole = line < lines
  const drawn = isWhole ? places : places.filter((place) => place.line < Math.max(1, lines - 1))
  const used = Math.min(line + 1, Math.max(lines, isWhole ? 1 : 2))
  const height = used * rowHeight + 4
  const top = box.y + box.height - height + 14
  const markup = drawn.map(({ series, x: from, line: at, width }) =>
    named(series, box.x + 8 + from, top + at * rowHeight, width - swatchWidth, inks.text),
  )
  const more = isWhole ? '' : moreOf(shown.length - drawn.length, box.x + 8, top + (used - 1) * rowHeight, inks.faint)
  return { height, markup: [...markup, more].join('') }
}

/** The legend below a plot: as many lines as fit into two fifths of the panel; the rest is counted. */
export function plotLegendSvg(plot: TimePlot, box: Box, context: SvgContext): Legend {
  const shown = plot.series.filter(({ inLegend }) => inLegend)
  if (!plot.legend.isShown || shown.length === 0) return { height: 0, markup: '' }
  const lines = Math.max(2, Math.floor((box.height * 0.4) / rowHeight))
  return plot.legend.calculations.length > 0
    ? asTable(shown, plot, box, context, lines)
    : asList(shown, box, context, lines)
}
