import type { Measured } from '../../../src/analysis/run.ts'
import type { Sample } from '../../../src/analysis/sample.ts'
import type { Series, Signal } from '../../../src/model/runtime.ts'
import type { Service } from '../../../src/model/service.ts'
import type { Level } from './reading.ts'

/** What one look at a metrics page says of the resources: how they stand, and totals that only their growth tells. */
export interface PageLevels {
  /** Seconds since 1970. */
  readonly at: number
  readonly standing: Readonly<Partial<Record<Level, number>>>
  readonly totals: Readonly<Partial<Record<Level, number>>>
}

function sumOf(samples: readonly Sample[], { metric, labels = {} }: Series): number | undefined {
  const found = samples.filter(
    (sample) =>
      sample.name === metric && Object.entries(labels).every(([name, value]) => sample.labels[name] === value),
  )
  return found.length === 0 ? undefined : found.reduce((total, { value }) => total + value, 0)
}

function standingOf(signal: Signal, samples: readonly Sample[]): number | undefined {
  if (signal.kind === 'gauge') return sumOf(samples, signal)
  if (signal.kind !== 'share') return undefined
  const [used, total] = [sumOf(samples, signal.used), sumOf(samples, signal.total)]
  return used === undefined || total === undefined ? undefined : used / total
}

function totalOf(signal: Signal, samples: readonly Sample[]): number | undefined {
  if (signal.kind === 'counter') return sumOf(samples, signal)
  return signal.kind === 'pauses' ? sumOf(samples, { ...signal, metric: `${signal.metric}_sum` }) : undefined
}

function metricsOf(signal: Signal): readonly string[] {
  switch (signal.kind) {
    case 'absent':
      return []
    case 'share':
      return [signal.used.metric, signal.total.metric]
    case 'pauses':
      return [`${signal.metric}_sum`]
    case 'gauge':
    case 'counter':
      return [signal.metric]
  }
}

/** The metrics of a page that tell the resources. */
export function levelMetrics(service: Service): ReadonlySet<string> {
  return new Set(Object.values<Signal>({ ...service.runtime.signals }).flatMap(metricsOf))
}

/** The resources on a metrics page, read at this moment. */
export function levelsOfPage(service: Service, samples: readonly Sample[], at: number): PageLevels {
  const signals = Object.entries(service.runtime.signals) as [Level, Signal][]
  const each = (read: (signal: Signal, samples: readonly Sample[]) => number | undefined) =>
    Object.fromEntries(
      signals.flatMap(([name, signal]) => {
        const value = read(signal, samples)
        return value === undefined ? [] : [[name, value]]
      }),
    )
  return { at, standing: each(standingOf), totals: each(totalOf) }
}

/** The levels at the later look. What only grows is told per second since the earlier one, the same look where there is none. */
export function levelsBetween(before: PageLevels, after: PageLevels): Readonly<Partial<Record<Level, Measured>>> {
  const seconds = after.at - before.at
  const rates = Object.entries(after.totals).map(([name, total]): [string, Measured] => {
    const grown = total - (before.totals[name as Level] ?? Number.NaN)
    if (!(seconds > 0)) return [name, { unmeasured: 'It takes two looks at the metrics page to tell.' }]
    return [name, grown >= 0 ? grown / seconds : { unmeasured: 'The counter began anew.' }]
  })
  return { ...after.standing, ...Object.fromEntries(rates) }
}
