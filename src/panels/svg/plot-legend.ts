import type { TimePlot } from '../model.ts'
import type { SvgContext } from './context.ts'
import { type Box, fitted, label, tag } from './markup.ts'

const rowHeight = 18

/** The legend below a plot, and how high it is. As many lines as fit into a third of the panel; the rest is counted. */
export function plotLegendSvg(
  plot: TimePlot,
  box: Box,
  { inks }: SvgContext,
): { readonly height: number; readonly markup: string } {
  const shown = plot.series.filter(({ inLegend }) => inLegend)
  if (!plot.legend.isShown || shown.length === 0) return { height: 0, markup: '' }
  const { calculations } = plot.legend
  const most = Math.max(1, Math.floor((box.height * 0.4) / rowHeight) - (calculations.length > 0 ? 1 : 0))
  const rows = shown.slice(0, shown.length > most ? most - 1 || 1 : most)
  const lines = rows.length + (calculations.length > 0 ? 1 : 0) + (rows.length < shown.length ? 1 : 0)
  const height = lines * rowHeight + 4
  const right = (index: number) => box.x + box.width - 8 - (calculations.length - 1 - index) * 74
  let y = box.y + box.height - height + 14
  const out: string[] = []
  if (calculations.length > 0) {
    for (const [at, calculation] of calculations.entries())
      out.push(label(calculation, { x: right(at), y, 'text-anchor': 'end', fill: inks.faint }))
    y += rowHeight
  }
  for (const { name, color, numbers } of rows) {
    const room = box.width - 40 - calculations.length * 74
    out.push(
      tag('rect', { x: box.x + 8, y: y - 6, width: 14, height: 4, rx: 2, fill: color }),
      label(fitted(name, 12, room), { x: box.x + 28, y, fill: inks.text }),
    )
    for (const [at, number] of numbers.entries())
      out.push(label(number, { x: right(at), y, 'text-anchor': 'end', fill: inks.text }))
    y += rowHeight
  }
  if (rows.length < shown.length)
    out.push(label(`and ${shown.length - rows.length} more`, { x: box.x + 28, y, fill: inks.faint }))
  return { height, markup: out.join('') }
}
