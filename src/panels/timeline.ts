import type { Panel } from './dashboard.ts'
import type { Cell, TimeSpan } from './frame.ts'
import { fieldsOf, textOf } from './json.ts'
import type { TimelineModel, TimelineState } from './model.ts'
import type { Series } from './series.ts'

/** The states of a series: the same state one after another is one, unless the panel keeps samples apart. */
function statesOf(series: Series, span: TimeSpan, merges: boolean): readonly TimelineState[] {
  const { times, field, step = 0 } = series
  const states: TimelineState[] = []
  times.forEach((time, at) => {
    const value: Cell = field.values[at] ?? null
    const next = times[at + 1]
    const isGap = next === undefined || (step > 0 && next - time > step * 1.5)
    const to = Math.min(span.to, isGap ? time + step : next)
    if (value === null || (typeof value === 'number' && Number.isNaN(value))) return
    const { whole, color } = series.show(value)
    const last = states.at(-1)
    if (merges && last !== undefined && last.to === time && last.text === whole && last.color === color)
      states[states.length - 1] = { ...last, to }
    else states.push({ from: time, to, text: whole, color })
  })
  return states
}

/** A state timeline, or a status history, which keeps every sample apart. */
export function timeline(panel: Panel, series: readonly Series[], span: TimeSpan): TimelineModel {
  const merges = panel.type === 'state-timeline' && panel.options['mergeValues'] !== false
  const rows = series
    .filter(({ times }) => times.length > 0)
    .map((each) => ({ name: each.name, states: statesOf(each, span, merges) }))
  const legend = new Map(
    rows.flatMap(({ states }) => states.map(({ text, color }) => [`${text}\u0000${color}`, { text, color }] as const)),
  )
  return {
    kind: 'timeline',
    span,
    rows,
    showsValues: textOf(panel.options['showValue'], 'auto') !== 'never',
    legend: fieldsOf(panel.options['legend'])['showLegend'] === false ? [] : [...legend.values()].slice(0, 12),
  }
}
