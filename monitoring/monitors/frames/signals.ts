import { formatBound } from '../../../src/analysis/format-value.ts'
import { isUnmeasured, type Measured } from '../../../src/analysis/run.ts'
import type { RowUnit } from '../../../src/analysis/verdict.ts'
import type { Service } from '../../../src/model/service.ts'
import { errorBudget, seconds } from '../../../src/model/units.ts'
import { type HealthRow, healthRows } from '../readings/health.ts'
import { type Curve, cellsOf, errorShare, shownLatency } from '../readings/history.ts'
import type { Level, Reading } from '../readings/reading.ts'
import { fitted, fixed, type Line, span } from './line.ts'
import { sparkline } from './sparkline.ts'
import { cell, textOf } from './values.ts'
import type { View } from './view.ts'

/** One signal: its name, its value now, its curve, and what helps to read it. */
interface Signal {
  readonly label: string
  readonly curve: Curve
  readonly value: Measured | undefined
  readonly unit: RowUnit
  /** Beyond what was promised. */
  readonly beyond: boolean
  /** The least value that the full height of the curve stands for. */
  readonly height?: number
  /** The most important first: what does not fit is left out, never cut. */
  readonly notes: readonly string[]
}

const above = (value: Measured | undefined, bound: number | undefined): boolean =>
  bound !== undefined && value !== undefined && !isUnmeasured(value) && value > bound

/** The strictest P95-like promise: of all latency SLOs the one whose objective is nearest to 95%. */
function latencyBound({ slos }: Service): number | undefined {
  const bounds = Object.values(slos).flatMap((slo) =>
    slo.kind === 'latency' && slo.objective === '95%' && slo.operations === undefined
      ? [seconds(slo.within) * 1000]
      : [],
  )
  return bounds.length === 0 ? undefined : Math.min(...bounds)
}

function errorBound({ slos }: Service): number | undefined {
  const budgets = Object.values(slos).flatMap((slo) =>
    slo.kind === 'availability' && slo.operations === undefined ? [errorBudget(slo.objective)] : [],
  )
  return budgets.length === 0 ? undefined : Math.min(...budgets)
}

function latencySignal(service: Service, reading: Reading): Signal {
  const { kind, value } = shownLatency(reading)
  const { p50, p99, average } = reading.served.latency
  const bound = kind === 'P95' ? latencyBound(service) : undefined
  const promised = bound === undefined ? [] : [`SLO ${formatBound(bound, 'milliseconds')}`]
  const others = [
    `P99 ${textOf(p99, 'milliseconds')}`,
    `P50 ${textOf(p50, 'milliseconds')}`,
    `mean ${textOf(average, 'milliseconds')}`,
  ]
  return {
    label: kind === 'P95' ? 'Latency P95' : 'Latency mean',
    curve: 'latency',
    value,
    unit: 'milliseconds',
    beyond: above(value, bound),
    notes: [...promised, ...(kind === 'P95' ? others : ['no percentiles: the service has no buckets'])],
  }
}

function trafficSignal(view: View, reading: Reading): Signal {
  const rates = view.history.map(({ values }) => values.traffic ?? 0)
  const peak = Math.max(0, ...rates)
  return {
    label: 'Traffic',
    curve: 'traffic',
    value: reading.served.requestRate,
    unit: 'perSecond',
    beyond: false,
    notes: peak > 0 ? [`peak ${textOf(peak, 'perSecond')}`] : [],
  }
}

function errorSignal(service: Service, reading: Reading): Signal {
  const { answers, windowSeconds } = reading
  const bound = errorBound(service)
  const value = errorShare(reading)
  const rate = (count: number) => textOf(windowSeconds > 0 ? count / windowSeconds : undefined, 'perSecond')
  const rates = isUnmeasured(answers) ? [] : [`5xx ${rate(answers.serverErrors)}`, `4xx ${rate(answers.clientErrors)}`]
  const beyond = above(value, bound)
  return {
    label: 'Errors',
    curve: 'errors',
    value,
    unit: 'ratio',
    beyond,
    // The curve reaches its full height at ten times the budget or at what was seen.
    height: (bound ?? 0.001) * 10,
    notes: [...(bound === undefined ? [] : [`budget ${formatBound(bound, 'ratio')}`]), ...rates],
  }
}

const levels: readonly {
  readonly name: Level
  readonly label: string
  readonly unit: RowUnit
  readonly limit?: string
}[] = [
  { name: 'cpu', label: 'CPU', unit: 'ratio', limit: 'limit.cpu' },
  { name: 'heap', label: 'Heap', unit: 'bytes', limit: 'limit.heap' },
  { name: 'databasePool', label: 'DB pool', unit: 'ratio', limit: 'limit.database-pool' },
  { name: 'activeRequests', label: 'In flight', unit: 'count' },
  { name: 'databaseWaiting', label: 'DB waiting', unit: 'count' },
  { name: 'eventLoopLag', label: 'Loop lag P99', unit: 'milliseconds' },
  { name: 'garbageCollection', label: 'GC time', unit: 'ratio' },
]

function levelSignals(service: Service, reading: Reading): Signal[] {
  const health = healthRows(service, reading)
  return levels.map(({ name, label, unit, limit }) => {
    const measured = reading.levels[name]
    const value = unit === 'milliseconds' && !isUnmeasured(measured) ? measured * 1000 : measured
    const row: HealthRow | undefined = health.find(({ id }) => id === limit)
    const limits = row?.bound === undefined ? [] : [`limit ${formatBound(row.bound, unit)}`]
    const height = row?.bound ?? (unit === 'ratio' ? 1 : undefined)
    return {
      label,
      curve: name,
      value,
      unit,
      beyond: row?.state === 'broken',
      ...(height === undefined ? {} : { height }),
      notes: isUnmeasured(measured) ? [measured.unmeasured] : limits,
    }
  })
}

const labelWidth = 13
const valueWidth = 10

/** As many notes as fit; the first one in any case. */
function fitting(notes: readonly string[], width: number): string {
  return notes.reduce((text, note) => {
    const longer = text === '' ? note : `${text}, ${note}`
    return text === '' || longer.length <= width ? longer : text
  }, '')
}

function signalLine(signal: Signal, view: View, curveWidth: number): Line {
  const { now, spanSeconds, staleSeconds, columns } = view
  const cells =
    curveWidth > 0 ? cellsOf(view.history, signal.curve, { now, spanSeconds, staleSeconds }, curveWidth) : []
  const tone = signal.beyond ? 'bad' : undefined
  const curve = cells.length > 0 ? `${sparkline(cells, view.ramp, signal.height)}  ` : ''
  return fitted(
    [
      span(fixed(signal.label, labelWidth)),
      cell(signal.value, signal.unit, valueWidth, tone ?? 'strong'),
      // A mark beside the colour, for eyes and terminals without it.
      span(signal.beyond ? ' ! ' : '   ', tone),
      span(curve, tone),
      span(fitting(signal.notes, columns - labelWidth - valueWidth - 3 - curve.length), 'faint'),
    ],
    columns,
  )
}

/** How wide curves are: what is left after name, value and the least of a note. */
export function curveWidthOf(columns: number): number {
  const left = columns - labelWidth - valueWidth - 3 - 2
  return Math.max(10, Math.floor(left * (columns >= 100 ? 0.5 : 0.4)))
}

/** The four golden signals, one line each: latency, traffic, errors, and saturation as far as `count` lines go. */
export function signalLines(view: View, reading: Reading, options: { curves: boolean; levels: number }): Line[] {
  const { service, columns } = view
  const all = levelSignals(service, reading)
  // Where there is little room, what the runtime does not have gives way first.
  const known = all.filter(({ value }) => value !== undefined && !(isUnmeasured(value) && value.declaredAbsent))
  const shown = options.levels >= all.length ? all : known.slice(0, options.levels)
  const signals = [
    latencySignal(service, reading),
    trafficSignal(view, reading),
    errorSignal(service, reading),
    ...shown,
  ]
  const width = options.curves ? curveWidthOf(columns) : 0
  return signals.map((signal) => signalLine(signal, view, width))
}
