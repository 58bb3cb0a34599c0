import { selector } from '../src/model/promql.ts'
import type { Absent, Counter, Gauge, Series, Share } from '../src/model/runtime.ts'
import type { Service } from '../src/model/service.ts'
import { operationsOf } from '../src/model/signals.ts'
import { counter, gauge, type InputSeries, nativeHistogram } from './traffic.ts'

type Levels = readonly (readonly [minutes: number, value: number])[]

const perMinute = 60
/** Connections of an invented pool: its level in percent is then a number of connections. */
const poolSize = 100

function own(service: Service, source: Series): string {
  return selector(source.metric, { job: service.job, instance: 'a:1', ...source.labels }).text
}

/** A counter of seconds whose rate has these levels. */
function rising(series: string, levels: Levels, factor = perMinute): InputSeries {
  // A stretch counts events; here all of them are seconds.
  const stretches = levels.map(([minutes, value]) => ({ minutes, good: value, bad: 0 }))
  return counter(series, stretches, ({ good }) => good * factor)
}

/** The raw series of one instance whose resource has these levels, for promtool. */
export function signalSeries(
  service: Service,
  signal: Gauge | Counter | Share | Absent,
  levels: Levels,
): readonly InputSeries[] {
  switch (signal.kind) {
    case 'absent':
      return []
    case 'gauge':
      return [gauge(own(service, signal), levels)]
    case 'counter':
      return [rising(own(service, signal), levels)]
    case 'share':
      return [
        gauge(
          own(service, signal.used),
          levels.map(([minutes, value]) => [minutes, value * poolSize]),
        ),
        gauge(
          own(service, signal.total),
          levels.map(([minutes]) => [minutes, poolSize]),
        ),
      ]
  }
}

/** The raw series of a service that answers one request a second with these mean durations, for promtool. */
export function meanSeries(service: Service, levels: Levels): readonly InputSeries[] {
  const [first] = operationsOf(service)
  const { metric, labels, histogram } = service.runtime.requests
  if (!first) return []
  const [, { method, uri }] = first
  const of = (name: string, more: Readonly<Record<string, string>> = {}) =>
    own(service, { metric: name, labels: { [labels.method]: method, [labels.uri]: uri, ...more } })
  const always = levels.map(([minutes]) => [minutes, 1] as const)
  if (histogram.kind !== 'native') return [rising(of(`${metric}_sum`), levels), rising(of(`${metric}_count`), always)]
  // A series for each level, which counts while that level lasts.
  return levels.map(([, value], level) => {
    const during = levels.map(([minutes], index) => ({ minutes, good: index === level ? perMinute : 0, bad: 0 }))
    const notation = nativeHistogram(value)
    return counter(of(metric, { [labels.status]: String(200 + level) }), during, ({ good }) => good, { notation })
  })
}
