import type uPlot from 'uplot'
import { formatTime, type ZoneOffset } from '../../../src/panels/calendar.ts'
import type { TimeSpan } from '../../../src/panels/frame.ts'
import type { TimePlot } from '../../../src/panels/model.ts'
import { valuesAtIndex } from './plot-tooltip.ts'

interface Actions {
  zoom(span: TimeSpan): void
  /** Reads a text out to those who listen. */
  say(text: string): void
  readonly zone: ZoneOffset
}

interface State {
  at: number | undefined
  anchor: number | undefined
}

function spoken(plot: TimePlot, at: number, zone: ZoneOffset): string {
  const time = plot.times[at]
  const values = valuesAtIndex(plot, at).slice(0, 8)
  const texts = values.map(({ series, value }) => `${series.name} ${series.show(value).whole}`)
  return time === undefined ? '' : `${formatTime(time, zone)}: ${texts.join(', ') || 'no values'}`
}

function moved(event: KeyboardEvent, at: number | undefined, last: number): number | undefined {
  const stride = event.ctrlKey ? 10 : 1
  switch (event.key) {
    case 'ArrowLeft':
      return Math.max(0, (at ?? last + 1) - stride)
    case 'ArrowRight':
      return Math.min(last, (at ?? -1) + stride)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

function show(chart: uPlot, plot: TimePlot, state: State): void {
  const position = (index: number) => chart.valToPos((plot.times[index] ?? 0) / 1000, 'x')
  const left = state.at === undefined ? -10 : position(state.at)
  chart.setCursor({ left, top: state.at === undefined ? -10 : chart.over.clientHeight / 2 })
  const start = state.anchor === undefined ? left : position(state.anchor)
  const width = state.anchor === undefined ? 0 : Math.abs(left - start)
  chart.setSelect({ left: Math.min(left, start), width, top: 0, height: chart.over.clientHeight }, false)
}

/** Lets the keyboard do what the pointer does: move the crosshair, mark a range, zoom into it. */
export function keyboardCursor(
  stage: HTMLElement,
  plot: TimePlot,
  chartOf: () => uPlot | undefined,
  actions: Actions,
): void {
  const state: State = { at: undefined, anchor: undefined }
  stage.addEventListener('keydown', (event) => {
    const chart = chartOf()
    if (chart === undefined) return
    if (event.key === 'Escape') Object.assign(state, { at: undefined, anchor: undefined })
    else if (
      event.key === 'Enter' &&
      state.at !== undefined &&
      state.anchor !== undefined &&
      state.at !== state.anchor
    ) {
      const times = [plot.times[state.at] ?? 0, plot.times[state.anchor] ?? 0]
      return actions.zoom({ from: Math.min(...times), to: Math.max(...times) })
    } else {
      const next = moved(event, state.at, plot.times.length - 1)
      if (next === undefined) return
      state.anchor = event.shiftKey ? (state.anchor ?? state.at ?? next) : undefined
      state.at = next
      actions.say(spoken(plot, next, actions.zone))
    }
    event.preventDefault()
    show(chart, plot, state)
  })
  stage.addEventListener('blur', () => {
    Object.assign(state, { at: undefined, anchor: undefined })
    const chart = chartOf()
    if (chart !== undefined) show(chart, plot, state)
  })
}
