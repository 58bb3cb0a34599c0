import uPlot from 'uplot'
import { axisTexts } from '../../../src/panels/axis-texts.ts'
import { formatTick } from '../../../src/panels/calendar.ts'
import { withOpacity } from '../../../src/panels/color.ts'
import type { PlotAxis, PlotSeries, TimePlot } from '../../../src/panels/model.ts'
import type { DrawContext, Drawing } from './context.ts'
import { element } from './dom.ts'
import { inks } from './inks.ts'
import { keyboardCursor } from './plot-keyboard.ts'
import { plotLegend } from './plot-legend.ts'
import { drawMarks, drawThresholdAreas, drawThresholdLines } from './plot-overlays.ts'
import { plotTooltip } from './plot-tooltip.ts'

const crosshair = 'dashboard'

/** Plots share the crosshair and nothing else: what is marked in one is one zoom, not one of each plot. */
const isCrosshairMove = (type: string): boolean => type === 'mousemove' || type === 'mouseleave'

/** Distances between ticks of sizes in bytes. */
const binarySteps = Array.from({ length: 60 }, (_, power) => 2 ** power)

function pathOf({ style }: PlotSeries): uPlot.Series.PathBuilder | undefined {
  const paths = uPlot.paths
  if (style.draw === 'bars') return paths.bars?.({ size: [0.9, 100] })
  if (style.draw === 'points') return () => null
  if (style.curve === 'smooth') return paths.spline?.()
  if (style.curve === 'stepAfter') return paths.stepped?.({ align: 1 })
  return style.curve === 'stepBefore' ? paths.stepped?.({ align: -1 }) : paths.linear?.()
}

function lineOf(series: PlotSeries, isLowerEdge: boolean): uPlot.Series {
  const { style, color } = series
  const paths = pathOf(series)
  const showsPoints =
    style.points === 'always' || style.draw === 'points' ? true : style.points === 'never' ? false : undefined
  return {
    label: series.name,
    scale: series.axis,
    show: series.isDrawn,
    stroke: isLowerEdge ? 'transparent' : color,
    width: isLowerEdge || style.draw === 'points' ? 0 : style.width,
    spanGaps: style.spansGaps === true,
    ...(style.dash.length === 0 ? {} : { dash: [...style.dash] }),
    ...(style.fill > 0 && !isLowerEdge && series.stacked === undefined ? { fill: withOpacity(color, style.fill) } : {}),
    ...(paths === undefined ? {} : { paths }),
    points: {
      size: style.pointSize,
      fill: color,
      stroke: color,
      ...(showsPoints === undefined || isLowerEdge ? (isLowerEdge ? { show: false } : {}) : { show: showsPoints }),
    },
  }
}

/** What uPlot draws: for a stacked series its upper edge and its lower one, which bounds the area between them. */
function linesOf(plot: TimePlot): {
  series: uPlot.Series[]
  data: uPlot.AlignedData
  bands: uPlot.Band[]
  owners: number[]
} {
  const series: uPlot.Series[] = [{}]
  const data: (readonly (number | null)[])[] = [plot.times.map((time) => time / 1000)]
  const bands: uPlot.Band[] = []
  const owners = [-1]
  plot.series.forEach((each, index) => {
    series.push(lineOf(each, false))
    data.push(each.stacked?.upper ?? each.values)
    owners.push(index)
    if (each.stacked === undefined) return
    bands.push({ series: [series.length - 1, series.length], fill: withOpacity(each.color, each.style.fill) })
    series.push(lineOf(each, true))
    data.push(each.stacked.lower)
    owners.push(index)
  })
  return { series, data: data as unknown as uPlot.AlignedData, bands, owners }
}

function valueAxis(axis: PlotAxis, theme: DrawContext['theme']): uPlot.Axis {
  const { text, grid } = inks(theme)
  return {
    scale: axis.key,
    show: axis.side !== 'hidden',
    side: axis.side === 'right' ? 1 : 3,
    stroke: text,
    font: '12px system-ui, sans-serif',
    grid: { show: axis.hasGrid, stroke: grid, width: 1 },
    ticks: { show: false },
    gap: 6,
    space: 36,
    values: (_, splits) => [...axisTexts(axis, splits)],
    ...(axis.isBinary ? { incrs: binarySteps } : {}),
    size: (self, values, at, cycle) => {
      if (cycle > 1) return (self.axes[at] as { _size?: number } | undefined)?._size ?? 50
      const longest = (values ?? []).reduce(
        (long, value) => (value !== null && value.length > long.length ? value : long),
        '',
      )
      self.ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`
      // Canvas pixels, and whatever a unit says, the plot keeps most of the width.
      return Math.min(self.width * 0.3, Math.ceil(self.ctx.measureText(longest).width / devicePixelRatio) + 14)
    },
    ...(axis.label === '' ? {} : { label: axis.label, labelSize: 18, labelFont: '12px system-ui, sans-serif' }),
  }
}

function timeAxis({ theme, zone }: DrawContext): uPlot.Axis {
  const { text, grid } = inks(theme)
  return {
    stroke: text,
    font: '12px system-ui, sans-serif',
    grid: { stroke: grid, width: 1 },
    ticks: { show: false },
    space: 70,
    size: 28,
    gap: 7,
    values: (_, splits, __, ___, step) => splits.map((split) => formatTick(split * 1000, step * 1000, zone)),
  }
}

function optionsOf(
  plot: TimePlot,
  context: DrawContext,
  width: number,
  height: number,
  extra: { hooks: uPlot.Hooks.Arrays },
): uPlot.Options {
  const { series, bands, owners } = linesOf(plot)
  const scales: uPlot.Scales = { x: { time: true, range: () => [plot.span.from / 1000, plot.span.to / 1000] } }
  for (const axis of plot.axes)
    scales[axis.key] = {
      range: () => [axis.isLogarithmic && axis.min <= 0 ? axis.max / 1e4 : axis.min, axis.max],
      ...(axis.isLogarithmic ? { distr: 3, log: 10 } : {}),
    }
  return {
    width,
    height,
    series,
    bands,
    scales,
    axes: [timeAxis(context), ...plot.axes.map((axis) => valueAxis(axis, context.theme))],
    legend: { show: false },
    padding: [
      8,
      plot.axes.some(({ side }) => side === 'right') ? 0 : 24,
      0,
      plot.axes.some(({ side }) => side === 'left') ? 0 : 14,
    ],
    cursor: {
      drag: { x: true, y: false, setScale: false },
      // The lower edge of a stacked series is no value of its own.
      points: { size: (_, at) => (owners[at] === owners[at - 1] ? 0 : 7) },
      ...(context.sharesCrosshair
        ? { sync: { key: crosshair, scales: ['x', null], filters: { pub: isCrosshairMove } } }
        : {}),
    },
    hooks: extra.hooks,
  }
}

/** Draws lines over time: with crosshair, tooltip and legend; dragging, or the keyboard, zooms in. */
export function plotView(plot: TimePlot, title: string, context: DrawContext): Drawing {
  const stage = element('div', {
    class: 'stage',
    tabindex: 0,
    role: 'group',
    'aria-label': `${title}: plot. Arrow keys move the crosshair, Shift with them marks a range, Enter zooms into it.`,
  })
  const node = element('div', { class: `plot${plot.legend.isRight ? ' legend-right' : ''}` }, [stage])
  const tooltip = plotTooltip(plot, context)
  let chart: uPlot | undefined
  const { data, owners } = linesOf(plot)
  const hooks: uPlot.Hooks.Arrays = {
    drawClear: [(self) => drawThresholdAreas(self, plot), (self) => drawMarks(self, context.marks)],
    draw: [(self) => drawThresholdLines(self, plot)],
    setCursor: [(self) => tooltip.move(self, stage)],
    setSelect: [
      (self) => {
        if (self.select.width < 4) return
        const at = (left: number) => Math.round(self.posToVal(left, 'x') * 1000)
        context.zoom({ from: at(self.select.left), to: at(self.select.left + self.select.width) })
      },
    ],
  }
  const size = () => ({ width: Math.max(40, stage.clientWidth), height: Math.max(40, stage.clientHeight) })
  const draw = () => {
    const { width, height } = size()
    if (stage.clientWidth === 0) return
    if (chart === undefined) {
      chart = new uPlot(optionsOf(plot, context, width, height, { hooks }), data, stage)
      chart.root.setAttribute('aria-hidden', 'true')
    } else chart.setSize({ width, height })
  }
  const show = (index: number, isShown: boolean) => {
    for (const [at, owner] of owners.entries()) if (owner === index) chart?.setSeries(at, { show: isShown })
  }
  if (plot.legend.isShown) node.append(plotLegend(plot, show))
  const said = element('div', { class: 'said', 'aria-live': 'polite' })
  node.append(said)
  stage.append(tooltip.node)
  keyboardCursor(stage, plot, () => chart, {
    zoom: context.zoom,
    say: (text) => said.replaceChildren(text),
    zone: context.zone,
  })
  return {
    node,
    resize: draw,
    remove: () => chart?.destroy(),
  }
}
