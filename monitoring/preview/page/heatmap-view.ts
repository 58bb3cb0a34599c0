import { formatTick, formatTime } from '../../../src/panels/calendar.ts'
import type { HeatmapModel } from '../../../src/panels/model.ts'
import { timeTicks, valueTicks } from '../../../src/panels/ticks.ts'
import type { DrawContext, Drawing } from './context.ts'
import { element } from './dom.ts'
import { inks } from './inks.ts'

interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

function scaleOf(model: HeatmapModel, frame: Frame): { x(time: number): number; y(value: number): number } {
  const { low, high, isLogarithmic, span } = model
  const level = (value: number) => (isLogarithmic ? Math.log(Math.max(value, low)) : value)
  const [bottom, top] = [level(low), level(high)]
  return {
    x: (time) => frame.left + ((time - span.from) / (span.to - span.from)) * frame.width,
    y: (value) => frame.top + frame.height - ((level(value) - bottom) / (top - bottom || 1)) * frame.height,
  }
}

/** The values at the vertical axis: round ones, powers on a logarithmic axis, or every row. */
function levels(model: HeatmapModel, height: number): readonly number[] {
  if (model.rows !== undefined) return model.rows.map((_, at) => at + 1)
  if (!model.isLogarithmic) return valueTicks(model.low, model.high, Math.max(2, Math.floor(height / 40)))
  const from = Math.ceil(Math.log10(model.low))
  return Array.from(
    { length: Math.max(1, Math.floor(Math.log10(model.high)) - from + 1) },
    (_, at) => 10 ** (from + at),
  )
}

function paint(canvas: HTMLCanvasElement, model: HeatmapModel, context: DrawContext): Frame {
  const ratio = devicePixelRatio
  const [width, height] = [canvas.clientWidth, canvas.clientHeight]
  canvas.width = width * ratio
  canvas.height = height * ratio
  const ink = canvas.getContext('2d')
  const ticks = levels(model, height)
  const frame = { left: 8, top: 8, width, height: height - 34 }
  if (ink === null) return frame
  ink.scale(ratio, ratio)
  ink.font = '12px system-ui, sans-serif'
  const widest = ticks.reduce((most, tick) => Math.max(most, ink.measureText(model.showBound(tick)).width), 0)
  const inner = { ...frame, left: widest + 14, width: width - widest - 26 }
  const { x, y } = scaleOf(model, inner)
  const { text, grid } = inks(context.theme)
  // On whole pixels: cells that meet within one would mix their colors into stripes.
  for (const { time, low, high, count } of model.cells) {
    const start = Math.round(Math.max(inner.left, x(time)))
    const end = Math.round(Math.min(inner.left + inner.width, x(time + model.step)))
    const [top, bottom] = [y(high), y(low)]
    ink.fillStyle = model.color(count)
    if (end > start) ink.fillRect(start, top, end - start - (end - start > 4 ? 0.5 : 0), Math.max(1, bottom - top - 1))
  }
  ink.fillStyle = text
  ink.strokeStyle = grid
  ink.textAlign = 'right'
  ink.textBaseline = 'middle'
  for (const tick of ticks)
    ink.fillText(model.showBound(tick), inner.left - 6, model.rows === undefined ? y(tick) : y(tick - 0.5))
  ink.textAlign = 'center'
  ink.textBaseline = 'top'
  const { times, step } = timeTicks(model.span, Math.max(2, Math.floor(width / 90)), context.zone)
  for (const time of times) ink.fillText(formatTick(time, step, context.zone), x(time), inner.top + inner.height + 8)
  return inner
}

function scaleLegend(model: HeatmapModel): HTMLElement {
  const bar = element('span', { class: 'scale', 'aria-hidden': 'true' })
  const stops = Array.from({ length: 9 }, (_, at) => model.color(model.least + ((model.most - model.least) * at) / 8))
  bar.style.background = `linear-gradient(to right, ${stops.join(', ')})`
  return element('div', { class: 'heat-legend' }, [model.showCount(model.least), bar, model.showCount(model.most)])
}

/** Draws how many fell where; the pointer tells the numbers. */
export function heatmapView(model: HeatmapModel, title: string, context: DrawContext): Drawing {
  const canvas = element('canvas', { role: 'img', 'aria-label': `${title}: heatmap` })
  const tip = element('div', { class: 'tooltip', 'aria-hidden': 'true' })
  tip.hidden = true
  let frame: Frame | undefined
  canvas.addEventListener('pointermove', (event) => {
    if (frame === undefined) return
    const { x, y } = scaleOf(model, frame)
    const box = canvas.getBoundingClientRect()
    const [left, top] = [event.clientX - box.left, event.clientY - box.top]
    const cell = model.cells.find(
      (each) => left >= x(each.time) && left < x(each.time + model.step) && top <= y(each.low) && top > y(each.high),
    )
    tip.hidden = cell === undefined
    if (cell === undefined) return
    const bucket =
      model.rows === undefined
        ? `${model.showBound(cell.low)} to ${model.showBound(cell.high)}`
        : model.showBound(cell.high)
    tip.replaceChildren(
      element('div', { class: 'time' }, [formatTime(cell.time + model.step, context.zone)]),
      `${bucket}: ${model.showCount(cell.count)}`,
    )
    tip.style.left = `${Math.min(event.clientX + 14, window.innerWidth - 200)}px`
    tip.style.top = `${event.clientY + 14}px`
  })
  canvas.addEventListener('pointerleave', () => {
    tip.hidden = true
  })
  const node = element('div', { class: 'heatmap' }, [canvas, model.showsLegend ? scaleLegend(model) : undefined, tip])
  return {
    node,
    resize() {
      frame = paint(canvas, model, context)
    },
  }
}
