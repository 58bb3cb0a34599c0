import { quantileOfValues } from '../../../src/analysis/histogram.ts'
import { isUnmeasured, type Measured } from '../../../src/analysis/run.ts'
import { errorShare } from './history.ts'
import type { Reading } from './reading.ts'

/** One moment of a recording: column -> value; a value that was not measured is left out. */
export interface RecordedRow {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly values: Readonly<Record<string, number>>
}

/** How one column went over a recording. */
export interface ColumnSummary {
  readonly min: number
  readonly mean: number
  readonly p95: number
  readonly max: number
  readonly samples: number
}

const each = <Value>(record: Readonly<Record<string, Value>>, column: (key: string) => string) =>
  Object.entries(record).map(([key, value]) => [column(key), value] as const)

function columnsOf(reading: Reading): readonly (readonly [string, Measured | undefined])[] {
  const { served, answers, windowSeconds, levels, runs, operations, budgets } = reading
  const per = (key: 'clientErrors' | 'serverErrors'): Measured | undefined =>
    isUnmeasured(answers) || !(windowSeconds > 0) ? undefined : answers[key] / windowSeconds
  const run = isUnmeasured(runs) ? undefined : runs[0]
  const lag = levels.eventLoopLag
  return [
    ['service_up', reading.presence.state === 'unknown' ? undefined : Number(reading.presence.state === 'up')],
    ['requests_per_second', served.requestRate],
    ['error_ratio', errorShare(reading)],
    ['server_errors_per_second', per('serverErrors')],
    ['client_errors_per_second', per('clientErrors')],
    ['latency_mean_ms', served.latency.average],
    ['latency_p50_ms', served.latency.p50],
    ['latency_p95_ms', served.latency.p95],
    ['latency_p99_ms', served.latency.p99],
    ['cpu_ratio', levels.cpu],
    ['heap_bytes', levels.heap],
    ['database_pool_ratio', levels.databasePool],
    ['database_waiting', levels.databaseWaiting],
    ['requests_in_flight', levels.activeRequests],
    ['event_loop_lag_ms', isUnmeasured(lag) ? undefined : lag * 1000],
    ['garbage_collection_ratio', levels.garbageCollection],
    ['load_virtual_users', run?.virtualUsers],
    ['load_offered_per_second', run?.offered],
    ['load_answered_per_second', run?.answered],
    ['load_client_p95_ms', run?.p95],
    ['load_unexpected_total', run?.unexpected],
    ['load_dropped_total', run?.dropped],
    ...each(budgets, (id) => `burn_rate.${id}`).map(([column, { burnShort }]) => [column, burnShort] as const),
    ...each(operations, (name) => `requests_per_second.${name}`).map(
      ([column, found]) =>
        [column, isUnmeasured(found) || !(windowSeconds > 0) ? undefined : found.requests / windowSeconds] as const,
    ),
    ...each(served.operations, (name) => `latency_p95_ms.${name}`).map(([column, { p95 }]) => [column, p95] as const),
  ]
}

/** The row that a reading adds to a recording. */
export function recordedRow(reading: Reading, time: string): RecordedRow {
  const values = columnsOf(reading).flatMap(([column, value]) =>
    value === undefined || isUnmeasured(value) || !Number.isFinite(value) ? [] : [[column, value] as const],
  )
  return { time, values: Object.fromEntries(values) }
}

/** The names of all columns that a recording of this service may have, in their order. */
export function recordedColumns(reading: Reading): readonly string[] {
  return columnsOf(reading).map(([column]) => column)
}

const csvNumber = (value: number | undefined) => (value === undefined ? '' : String(Number(value.toPrecision(9))))

/** A recording as CSV: a header, a line for each row, nothing between two commas where nothing was measured. */
export function csvOf(columns: readonly string[], rows: readonly RecordedRow[]): string {
  const lines = rows.map(({ time, values }) => [time, ...columns.map((column) => csvNumber(values[column]))].join(','))
  return `${[['time', ...columns].join(','), ...lines].join('\n')}\n`
}

/** How every column went; one without any value is left out. */
export function summaryOf(
  columns: readonly string[],
  rows: readonly RecordedRow[],
): Readonly<Record<string, ColumnSummary>> {
  const entries = columns.flatMap((column) => {
    const values = rows.flatMap(({ values: { [column]: value } }) => value ?? [])
    const p95 = quantileOfValues(0.95, values)
    if (p95 === undefined) return []
    const mean = values.reduce((total, value) => total + value, 0) / values.length
    const min = values.reduce((least, value) => Math.min(least, value), Infinity)
    const max = values.reduce((highest, value) => Math.max(highest, value), -Infinity)
    const summary = { min, mean, p95, max, samples: values.length }
    return [[column, summary] as const]
  })
  return Object.fromEntries(entries)
}
