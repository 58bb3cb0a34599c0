import { isUnmeasured } from '../../../src/analysis/run.ts'
import type { LoadRun, Presence } from '../readings/reading.ts'
import { fitted, type Line, type Span, span, spread } from './line.ts'
import { lengthOf, textOf } from './values.ts'
import type { View } from './view.ts'

const states: Readonly<Record<Presence['state'], Span>> = {
  up: span('UP', 'good'),
  down: span('DOWN', 'bad'),
  unknown: span('UNKNOWN', 'warning'),
}

function stateOf({ reading }: View): Line {
  if (reading === undefined) return [span('asking ...', 'faint')]
  const { state, instances } = reading.presence
  const count = instances !== undefined && instances.total > 1 ? ` ${instances.up} of ${instances.total}` : ''
  return [states[state], span(count)]
}

/** How old the newest reading is, where that is more than a refresh and a little. */
function ageOf({ reading, now, staleSeconds, choices }: View): Line {
  if (choices.paused) return [span('PAUSED', 'warning'), span('  ')]
  if (reading === undefined || now - reading.at <= Math.max(3, staleSeconds)) return []
  return [span(`${lengthOf(now - reading.at)} old`, 'warning'), span('  ')]
}

function troubles({ reading, columns }: View): Line[] {
  if (reading === undefined) return []
  const { presence, notice } = reading
  return [
    ...(presence.state === 'up' ? [] : [fitted([span(`! ${presence.detail}`, 'bad')], columns)]),
    ...(notice === undefined ? [] : [fitted([span(`! ${notice}`, 'warning')], columns)]),
  ]
}

/** Name and state of the service, the source of what is shown, and what is wrong with either. */
export function headerLines(view: View): Line[] {
  const { service, title, reading, columns, clock } = view
  const left: Line = [span(service.title, 'strong'), span('  '), ...stateOf(view)]
  const source = reading
    ? `${reading.source}${reading.windowSeconds > 0 ? `, over ${Number(reading.windowSeconds.toFixed(1))} s` : ''}`
    : ''
  return [
    spread(left, [...ageOf(view), span(`${title}  ${clock}`, 'faint')], columns),
    fitted([span(source, 'faint')], columns),
    ...troubles(view),
    ...(view.status ? [fitted(view.status, columns)] : []),
  ]
}

function describeRun({ testid, virtualUsers, offered, p95, unexpected, dropped }: LoadRun): Line {
  const odd = (value: LoadRun['dropped'], word: string): Line =>
    isUnmeasured(value) ? [] : [span(`  ${textOf(value, 'count')} ${word}`, value > 0 ? 'warning' : undefined)]
  return [
    span('RUN ', 'strong'),
    span(testid),
    span(`  ${textOf(virtualUsers, 'count')} VUs  ${textOf(offered, 'perSecond')} offered`),
    span(`  client P95 ${textOf(p95, 'milliseconds')}`),
    ...odd(unexpected, 'unexpected'),
    ...odd(dropped, 'dropped'),
  ]
}

/** The load runs that are on, a line or, where the screen is narrow, two lines each. */
export function runLines({ reading, columns }: View): Line[] {
  if (reading === undefined || isUnmeasured(reading.runs)) return []
  return reading.runs.slice(0, 3).flatMap((run) => {
    const [word, testid, ...rest] = describeRun(run)
    const whole: Line = [word, testid, ...rest].filter((part) => part !== undefined)
    const width = whole.reduce((total, { text }) => total + text.length, 0)
    if (width <= columns || word === undefined || testid === undefined) return [fitted(whole, columns)]
    return [fitted([word, testid], columns), fitted([span('  '), ...rest], columns)]
  })
}
