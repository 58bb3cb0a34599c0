import { formatTick, formatTime } from '../../../src/panels/calendar.ts'
import { readableOn } from '../../../src/panels/color.ts'
import type { TimelineModel } from '../../../src/panels/model.ts'
import { timeTicks } from '../../../src/panels/ticks.ts'
import type { DrawContext, Drawing } from './context.ts'
import { element } from './dom.ts'

/** Draws what held from when to when. */
export function timelineView(model: TimelineModel, context: DrawContext): Drawing {
  const { from, to } = model.span
  const share = (time: number) => `${((Math.min(to, Math.max(from, time)) - from) / (to - from)) * 100}%`
  const rows = model.rows.map(({ name, states }) => {
    const bars = states.map((state) => {
      const bar = element(
        'div',
        {
          class: 'state',
          title: `${state.text}, ${formatTime(state.from, context.zone)} to ${formatTime(state.to, context.zone)}`,
        },
        [model.showsValues ? state.text : ''],
      )
      bar.style.left = share(state.from)
      bar.style.width = `calc(${share(state.to)} - ${share(state.from)})`
      bar.style.background = state.color
      bar.style.color = readableOn(state.color)
      return bar
    })
    return element('div', { class: 'lane' }, [
      element('div', { class: 'name', title: name }, [name]),
      element('div', { class: 'states' }, bars),
    ])
  })
  const { times, step } = timeTicks(model.span, 6, context.zone)
  const ticks = times.map((time) => {
    const tick = element('span', {}, [formatTick(time, step, context.zone)])
    tick.style.left = share(time)
    return tick
  })
  const legend = model.legend.map(({ text, color }) => {
    const swatch = element('span', { class: 'swatch' })
    swatch.style.background = color
    return element('li', {}, [swatch, text])
  })
  return {
    node: element('div', { class: 'timeline' }, [
      element('div', { class: 'lanes', tabindex: 0, role: 'group', 'aria-label': 'States over time' }, rows),
      element('div', { class: 'ticks', 'aria-hidden': 'true' }, ticks),
      legend.length === 0 ? undefined : element('ul', { class: 'legend list' }, legend),
    ]),
  }
}
