import type uPlot from 'uplot'
import { formatTime } from '../../../src/panels/calendar.ts'
import type { PlotSeries, TimePlot } from '../../../src/panels/model.ts'
import type { DrawContext } from './context.ts'
import { element } from './dom.ts'

/** A tooltip that follows the crosshair of the plot under the pointer. */
export interface Tooltip {
  readonly node: HTMLElement
  move(self: uPlot, stage: HTMLElement): void
}

const mostRows = 20

/** The series that have a value at this place, in the order that the panel asks for. */
export function valuesAtIndex(
  plot: TimePlot,
  at: number,
): readonly { readonly series: PlotSeries; readonly value: number }[] {
  const present = plot.series.flatMap((series) => {
    const value = series.values[at]
    return typeof value === 'number' && series.inTooltip && series.isDrawn ? [{ series, value }] : []
  })
  if (plot.tooltipSort === 'none') return present
  const sign = plot.tooltipSort === 'asc' ? 1 : -1
  return [...present].sort((one, other) => sign * (one.value - other.value))
}

function nearest(
  self: uPlot,
  values: readonly { readonly series: PlotSeries; readonly value: number }[],
): PlotSeries | undefined {
  const top = self.cursor.top ?? 0
  const distance = ({ series, value }: { series: PlotSeries; value: number }) =>
    Math.abs(self.valToPos(value, series.axis) - top)
  return [...values].sort((one, other) => distance(one) - distance(other))[0]?.series
}

function rowsOf(plot: TimePlot, self: uPlot, at: number): HTMLElement[] {
  const all = valuesAtIndex(plot, at)
  const close = nearest(self, all)
  const chosen = plot.tooltip === 'single' ? all.filter(({ series }) => series === close) : all
  const rows = chosen.slice(0, mostRows).map(({ series, value }) => {
    const swatch = element('span', { class: 'swatch' })
    swatch.style.background = series.color
    const cells = [
      element('td', {}, [swatch, series.name]),
      element('td', { class: 'number' }, [series.show(value).whole]),
    ]
    return element('tr', { class: series === close ? 'close' : '' }, cells)
  })
  const rest = chosen.length - rows.length
  return rest > 0 ? [...rows, element('tr', {}, [element('td', {}, [`and ${rest} more`])])] : rows
}

/** Makes the tooltip of a plot. */
export function plotTooltip(plot: TimePlot, context: DrawContext): Tooltip {
  const node = element('div', { class: 'tooltip', 'aria-hidden': 'true' })
  node.hidden = true
  return {
    node,
    move(self, stage) {
      const { idx, left = -1, top = -1 } = self.cursor
      // The crosshair of another plot moves this one's too; the tooltip belongs to where the pointer or the focus is.
      const isHere = stage.matches(':hover') || stage.contains(document.activeElement)
      const time = typeof idx === 'number' ? plot.times[idx] : undefined
      if (plot.tooltip === 'none' || left < 0 || !isHere || time === undefined || typeof idx !== 'number') {
        node.hidden = true
        return
      }
      const near = 6000 / Math.max(1, self.width)
      const marks = context.marks.filter(({ from, to }) => time >= from - near * 1000 && time <= to + near * 1000)
      node.replaceChildren(
        element('div', { class: 'time' }, [formatTime(time, context.zone)]),
        element('table', {}, rowsOf(plot, self, idx)),
        ...marks.slice(0, 5).map(({ title, text, color }) => {
          const line = element('div', { class: 'mark' }, [[title, text].filter(Boolean).join(': ')])
          line.style.borderColor = color
          return line
        }),
      )
      node.hidden = false
      const box = self.over.getBoundingClientRect()
      const { width, height } = node.getBoundingClientRect()
      const x = box.left + left + 16
      const y = box.top + top + 16
      node.style.left = `${x + width > window.innerWidth ? Math.max(4, x - width - 32) : x}px`
      node.style.top = `${y + height > window.innerHeight ? Math.max(4, y - height - 32) : y}px`
    },
  }
}
