import type uPlot from 'uplot'
import type { Mark } from '../../../src/panels/annotations.ts'
import { withOpacity } from '../../../src/panels/color.ts'
import type { PlotThreshold, TimePlot } from '../../../src/panels/model.ts'

function yOf(self: uPlot, value: number, axis: string): number {
  const { top, height } = self.bbox
  if (value === Number.POSITIVE_INFINITY) return top
  if (value === Number.NEGATIVE_INFINITY) return top + height
  return Math.min(top + height, Math.max(top, self.valToPos(value, axis, true)))
}

function eachThreshold(
  self: uPlot,
  plot: TimePlot,
  draw: (threshold: PlotThreshold, from: number, to: number) => void,
): void {
  for (const threshold of plot.thresholds) {
    if (self.scales[threshold.axis] === undefined) continue
    draw(threshold, yOf(self, threshold.from, threshold.axis), yOf(self, threshold.to, threshold.axis))
  }
}

/** Colors the areas between thresholds, below everything else. */
export function drawThresholdAreas(self: uPlot, plot: TimePlot): void {
  const { left, width } = self.bbox
  eachThreshold(self, plot, ({ color, hasArea }, from, to) => {
    if (!hasArea || from <= to) return
    self.ctx.fillStyle = withOpacity(color, color.startsWith('rgba(0,0,0,0') ? 0 : 0.1)
    self.ctx.fillRect(left, to, width, from - to)
  })
}

/** Draws the thresholds that are lines, where the axis shows them. */
export function drawThresholdLines(self: uPlot, plot: TimePlot): void {
  const { left, width, top, height } = self.bbox
  const { ctx } = self
  eachThreshold(self, plot, ({ color, line, from: value, axis }, from) => {
    const { min, max } = self.scales[axis] ?? {}
    if (line === 'none' || from < top || from > top + height || value < (min ?? 0) || value > (max ?? 0)) return
    ctx.save()
    ctx.strokeStyle = color
    ctx.lineWidth = 1.5 * devicePixelRatio
    ctx.setLineDash(line === 'dashed' ? [8 * devicePixelRatio, 6 * devicePixelRatio] : [])
    ctx.beginPath()
    ctx.moveTo(left, from)
    ctx.lineTo(left + width, from)
    ctx.stroke()
    ctx.restore()
  })
}

/** Marks moments by a line, and stretches by an area with a bar at its foot. */
export function drawMarks(self: uPlot, marks: readonly Mark[]): void {
  const { left, width, top, height } = self.bbox
  const { ctx } = self
  const at = (time: number) => Math.min(left + width, Math.max(left, self.valToPos(time / 1000, 'x', true)))
  ctx.save()
  for (const { from, to, color } of marks) {
    const [start, end] = [at(from), at(to)]
    ctx.strokeStyle = color
    ctx.fillStyle = withOpacity(color, 0.12)
    ctx.lineWidth = devicePixelRatio
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio])
    if (end > start) ctx.fillRect(start, top, end - start, height)
    for (const x of end > start ? [start, end] : [start]) {
      if (x <= left || x >= left + width) continue
      ctx.beginPath()
      ctx.moveTo(x, top)
      ctx.lineTo(x, top + height)
      ctx.stroke()
    }
    ctx.fillStyle = color
    ctx.fillRect(start - 2, top + height - 3 * devicePixelRatio, Math.max(4, end - start), 3 * devicePixelRatio)
  }
  ctx.restore()
}
