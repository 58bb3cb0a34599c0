import type { Reading } from '../../monitoring/monitors/readings/reading.ts'
import { formatValue } from '../analysis/format-value.ts'
import { type ResourceName, resourceNames } from '../analysis/resource.ts'
import { isUnmeasured, type Measured, type ServiceSignals } from '../analysis/run.ts'
import type { RowUnit, Verdict } from '../analysis/verdict.ts'
import type { Service } from '../model/service.ts'
import { table } from './table.ts'

/** One figure before, during and after an overload. What was not measured is left out. */
export interface ComparedFigure {
  readonly id: string
  readonly title: string
  readonly unit: RowUnit
  readonly before?: number
  readonly during?: number
  readonly after?: number
}

const resources: Readonly<
  Record<ResourceName, { readonly title: string; readonly unit: RowUnit; readonly scale: number }>
> = {
  cpu: { title: 'CPU', unit: 'ratio', scale: 1 },
  heap: { title: 'Heap', unit: 'bytes', scale: 1 },
  databasePool: { title: 'Database pool', unit: 'ratio', scale: 1 },
  databaseWaiting: { title: 'Waiting for a connection', unit: 'count', scale: 1 },
  activeRequests: { title: 'Requests in flight', unit: 'count', scale: 1 },
  eventLoopLag: { title: 'Event loop lag', unit: 'milliseconds', scale: 1000 },
}

type Phases = Readonly<Record<'before' | 'during' | 'after', Measured | undefined>>

function figure(id: string, title: string, unit: RowUnit, phases: Phases, scale = 1): ComparedFigure {
  const measured = Object.entries(phases).flatMap(([phase, value]) =>
    value === undefined || isUnmeasured(value) ? [] : [[phase, value * scale] as const],
  )
  return { id, title, unit, ...Object.fromEntries(measured) }
}

/** The resources that the service tells, as its runtime says. */
export function toldResources({ runtime }: Service): readonly ResourceName[] {
  return resourceNames.filter((name) => runtime.signals[name].kind !== 'absent')
}

/** The probes and the resources of the service before an overload, at its worst during it, and after the recovery. */
export function beforeAndAfter(
  service: Service,
  { probes = {} }: Verdict,
  signals: { readonly before: Reading; readonly during: ServiceSignals; readonly after: Reading | undefined },
): readonly ComparedFigure[] {
  const { before, during, after } = probes
  const failed = (phase: typeof before) => phase && phase.failed / phase.sent
  return [
    figure('probe-p95', 'P95 of the probes', 'milliseconds', {
      before: before?.p95,
      during: during?.p95,
      after: after?.p95,
    }),
    figure('probes-failed', 'Probes that failed', 'ratio', {
      before: failed(before),
      during: failed(during),
      after: failed(after),
    }),
    ...toldResources(service).map((name) => {
      const level = signals.during.resources[name]
      const { title, unit, scale } = resources[name]
      const phases = {
        before: signals.before.levels[name],
        during: isUnmeasured(level) ? level : level.max,
        after: signals.after?.levels[name],
      }
      return figure(name, title, unit, phases, scale)
    }),
  ]
}

/** The comparison as a table for people. */
export function comparisonText(figures: readonly ComparedFigure[]): string {
  const text = (value: number | undefined, unit: RowUnit) =>
    value === undefined ? 'no data' : formatValue(unit === 'count' ? Math.round(value) : value, unit)
  const rows = figures.map(({ title, unit, before, during, after }) => [
    `  ${title}`,
    ...[before, during, after].map((value) => text(value, unit).padStart(9)),
  ])
  const head = ['  ', ...['BEFORE', 'WORST', 'AFTER'].map((word) => word.padStart(9))]
  return `\nBefore and after\n${table([head, ...rows])}`
}
