import type { Mark } from '../annotations.ts'
import { axisTexts } from '../axis-texts.ts'
import { formatTick } from '../calendar.ts'
import type { PlotAxis, PlotSeries, TimePlot } from '../model.ts'
import { timeTicks, valueTicks } from '../ticks.ts'
import type { SvgContext } from './context.ts'
import { type Box, label, tag, textWidth } from './markup.ts'
import { plotLegendSvg } from './plot-legend.ts'

interface Scales {
  readonly box: Box
  x(time: number): number
  y(value: number, axis: PlotAxis): number
}

function scalesOf(plot: TimePlot, box: Box): Scales {
  const { from, to } = plot.span
  return {
    box,
    x: (time) => box.x + ((time - from) / (to - from)) * box.width,
    y: (value, { min, max, isLogarithmic }) => {
      const least = isLogarithmic && min <= 0 ? max / 1e4 : min
      const level = (each: number) => (isLogarithmic ? Math.log(Math.max(each, least)) : each)
      const share = (level(value) - level(least)) / (level(max) - level(least) || 1)
      return box.y + box.height - share * box.height
    },
  }
}

function axisTicks(axis: PlotAxis, height: number): readonly { readonly value: number; readonly text: string }[] {
  const values = valueTicks(axis.min, axis.max, Math.max(2, Math.floor(height / 36)))
  const texts = axisTexts(axis, values)
  return values.map((value, at) => ({ value, text: texts[at] ?? '' }))
}

/** The stretches of a line between its gaps, as path commands. */
function linePath(
  series: PlotSeries,
  edge: readonly (number | null)[],
  times: readonly number[],
  axis: PlotAxis,
  scales: Scales,
): readonly (readonly (readonly [number, number])[])[] {
  const runs: [number, number][][] = []
  let open: [number, number][] | undefined
  edge.forEach((value, at) => {
    if (value === null) {
      if (series.style.spansGaps !== true) open = undefined
      return
    }
    const point: [number, number] = [scales.x(times[at] ?? 0), scales.y(value, axis)]
    const last = open?.at(-1)
    if (open === undefined || last === undefined) {
      open = [point]
      runs.push(open)
    } else {
      if (series.style.curve === 'stepAfter') open.push([point[0], last[1]])
      if (series.style.curve === 'stepBefore') open.push([last[0], point[1]])
      open.push(point)
    }
  })
  return runs
}

const commands = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`).join('')

function drawSeries(series: PlotSeries, plot: TimePlot, axis: PlotAxis, scales: Scales): string {
  const { style, color, stacked, values } = series
  const bottom = scales.box.y + scales.box.height
  const zero = Math.min(bottom, Math.max(scales.box.y, scales.y(Math.max(0, axis.min), axis)))
  const runs = linePath(series, stacked?.upper ?? values, plot.times, axis, scales)
  const floors = stacked === undefined ? undefined : linePath(series, stacked.lower, plot.times, axis, scales)
  const areas =
    style.fill === 0
      ? []
      : runs.map((run, at) => {
          const floor =
            floors?.[at] ?? [[run.at(-1)?.[0] ?? 0, zero] as const, [run[0]?.[0] ?? 0, zero] as const].reverse()
          return `${commands(run)}${commands([...floor].reverse()).replace(/^M/, 'L')}Z`
        })
  const wide = Math.max(1, (scales.box.width / Math.max(1, plot.times.length)) * 0.7)
  const isDotted = style.draw === 'points' || style.points === 'always' || runs.every((run) => run.length === 1)
  return [
    areas.length > 0 && style.draw === 'line'
      ? tag('path', { d: areas.join(''), fill: color, 'fill-opacity': style.fill })
      : '',
    style.draw === 'line' && style.width > 0
      ? tag('path', {
          d: runs.map(commands).join(''),
          fill: 'none',
          stroke: color,
          'stroke-width': style.width,
          'stroke-linejoin': 'round',
          'stroke-dasharray': style.dash.join(' ') || undefined,
        })
      : '',
    ...(style.draw === 'bars'
      ? runs.flat().map(([x, y]) =>
          tag('rect', {
            x: x - wide / 2,
            y: Math.min(y, zero),
            width: wide,
            height: Math.abs(zero - y),
            fill: color,
            'fill-opacity': Math.max(0.4, style.fill),
          }),
        )
      : []),
    ...(isDotted && style.points !== 'never'
      ? runs.flat().map(([x, y]) => tag('circle', { cx: x, cy: y, r: style.pointSize / 2, fill: color }))
      : []),
  ].join('')
}

function drawThresholds(plot: TimePlot, scales: Scales): { areas: string; lines: string } {
  const { x, y, width, height } = scales.box
  const areas: string[] = []
  const lines: string[] = []
  for (const { from, to, color, line, hasArea, axis: key } of plot.thresholds) {
    const axis = plot.axes.find((each) => each.key === key)
    if (axis === undefined || color.startsWith('rgba(0,0,0,0')) continue
    const at = (value: number) =>
      Math.min(
        y + height,
        Math.max(
          y,
          value === Number.POSITIVE_INFINITY
            ? y
            : value === Number.NEGATIVE_INFINITY
              ? y + height
              : scales.y(value, axis),
        ),
      )
    if (hasArea && at(from) > at(to))
      areas.push(tag('rect', { x, y: at(to), width, height: at(from) - at(to), fill: color, 'fill-opacity': 0.1 }))
    if (line !== 'none' && from >= axis.min && from <= axis.max)
      lines.push(
        tag('line', {
          x1: x,
          x2: x + width,
          y1: at(from),
          y2: at(from),
          stroke: color,
          'stroke-width': 1.5,
          'stroke-dasharray': line === 'dashed' ? '8 6' : undefined,
        }),
      )
  }
  return { areas: areas.join(''), lines: lines.join('') }
}

function drawMarks(marks: readonly Mark[], scales: Scales): string {
  const { x, y, width, height } = scales.box
  const at = (time: number) => Math.min(x + width, Math.max(x, scales.x(time)))
  return marks
    .map(({ from, to, color, title, text }) =>
      tag('g', {}, [
        tag('title', {}, [label([title, text].filter(Boolean).join(': '), {}).replace(/<[^>]+>/g, '')]),
        tag('rect', {
          x: at(from),
          y,
          width: Math.max(1, at(to) - at(from)),
          height,
          fill: color,
          'fill-opacity': 0.12,
        }),
        tag('rect', { x: at(from), y: y + height - 3, width: Math.max(3, at(to) - at(from)), height: 3, fill: color }),
      ]),
    )
    .join('')
}

/** Draws lines over time into a box. */
export function plotSvg(plot: TimePlot, box: Box, context: SvgContext): string {
  const { inks, zone } = context
  const below = plotLegendSvg(plot, box, context)
  const height = Math.max(30, box.height - below.height - 30)
  const ticks = plot.axes.map((axis) => ({ axis, ticks: axisTicks(axis, height) }))
  const widthOf = (side: PlotAxis['side']) =>
    ticks
      .filter(({ axis }) => axis.side === side)
      .map((each) => 12 + Math.max(0, ...each.ticks.map(({ text }) => textWidth(text, 12))))
  const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0)
  const [left, right] = [sum(widthOf('left')) || 12, sum(widthOf('right')) || 12]
  const scales = scalesOf(plot, {
    x: box.x + left,
    y: box.y + 8,
    width: Math.max(20, box.width - left - right),
    height,
  })
  const inner = scales.box
  const clip = context.id()
  const { times, step } = timeTicks(plot.span, Math.max(2, Math.floor(inner.width / 80)), zone)
  const at = { left: inner.x, right: inner.x + inner.width }
  const axes = ticks.flatMap(({ axis, ticks: marks }) => {
    if (axis.side === 'hidden') return []
    const { side } = axis
    const x = side === 'left' ? at.left - 6 : at.right + 6
    const wide = 12 + Math.max(0, ...marks.map(({ text }) => textWidth(text, 12)))
    if (side === 'left') at.left -= wide
    else at.right += wide
    return marks.flatMap(({ value, text }) => {
      const y = scales.y(value, axis)
      const line = axis.hasGrid
        ? [tag('line', { x1: inner.x, x2: inner.x + inner.width, y1: y, y2: y, stroke: inks.grid })]
        : []
      return [...line, label(text, { x, y: y + 4, 'text-anchor': side === 'left' ? 'end' : 'start', fill: inks.faint })]
    })
  })
  const columns = times.flatMap((time) => [
    tag('line', { x1: scales.x(time), x2: scales.x(time), y1: inner.y, y2: inner.y + inner.height, stroke: inks.grid }),
    label(formatTick(time, step, zone), {
      // The last label ends with the picture where its middle lies on the edge.
      x: Math.min(scales.x(time), box.x + box.width - 18),
      y: inner.y + inner.height + 18,
      'text-anchor': 'middle',
      fill: inks.faint,
    }),
  ])
  const thresholds = drawThresholds(plot, scales)
  const lines = plot.series.map((series) => {
    const axis = plot.axes.find(({ key }) => key === series.axis)
    return axis === undefined || !series.isDrawn ? '' : drawSeries(series, plot, axis, scales)
  })
  return [
    tag('clipPath', { id: clip }, [
      tag('rect', { x: inner.x, y: inner.y - 2, width: inner.width, height: inner.height + 4 }),
    ]),
    thresholds.areas,
    drawMarks(context.marks, scales),
    ...axes,
    ...columns,
    tag('g', { 'clip-path': `url(#${clip})` }, [thresholds.lines, ...lines]),
    below.markup,
  ].join('')
}
