import { isUnmeasured } from '../../../src/analysis/run.ts'
import type { ActiveAlert, Reading } from '../readings/reading.ts'
import { fitted, type Line, span } from './line.ts'
import { lengthOf, noData } from './values.ts'
import type { View } from './view.ts'

function alertLine({ name, state, severity, slo, summary, since }: ActiveAlert, { now, columns }: View): Line {
  const tone = state === 'pending' ? 'faint' : severity === 'page' ? 'bad' : 'warning'
  const which = slo === undefined ? '' : ` ${slo}`
  return fitted(
    [
      span(`${state === 'firing' ? severity || 'firing' : 'pending'} `, tone),
      span(`${name}${which}`, 'strong'),
      span(`  for ${lengthOf(now - since)}  ${summary}`),
    ],
    columns,
  )
}

/** The alerts that are firing or pending, in at most so many lines, the head included. */
export function alertLines(view: View, { alerts }: Reading, room: number): Line[] {
  if (isUnmeasured(alerts))
    return [fitted([span('ALERTS  ', 'strong'), span(`${noData}: ${alerts.unmeasured}`, 'faint')], view.columns)]
  const firing = alerts.filter(({ state }) => state === 'firing').length
  const pending = alerts.length - firing
  const head: Line = [
    span('ALERTS  ', 'strong'),
    span(`${firing} firing`, firing > 0 ? 'bad' : 'good'),
    span(pending > 0 ? `, ${pending} pending` : ''),
  ]
  const fits = Math.max(0, room - 1)
  const shown = alerts.length > fits ? alerts.slice(0, Math.max(0, fits - 1)) : alerts
  const hidden = alerts.length - shown.length
  return [
    head,
    ...shown.map((alert) => alertLine(alert, view)),
    ...(hidden > 0 && fits > 0 ? [[span(`and ${hidden} more`, 'faint')]] : []),
  ]
}
