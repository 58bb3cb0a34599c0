import { relative } from 'node:path'
import type { ColumnSummary } from '../../monitoring/monitors/readings/recording.ts'
import { formatBound, formatValue } from '../analysis/format-value.ts'
import { isUnmeasured, type Served } from '../analysis/run.ts'
import { judgeShare } from '../analysis/share.ts'
import { sloTitle } from '../analysis/slo-rows.ts'
import type { RowUnit } from '../analysis/verdict.ts'
import type { Service } from '../model/service.ts'
import { errorBudget, share } from '../model/units.ts'
import type { Context } from './context.ts'
import { table } from './table.ts'

/** What a recording comes to. */
export interface RecordingSummary {
  readonly testid: string
  readonly startedAt: string
  readonly endedAt: string
  readonly readings: number
  readonly signals: Readonly<Record<string, ColumnSummary>>
  readonly served: Served
}

const shown: readonly (readonly [column: string, title: string, unit: RowUnit])[] = [
  ['requests_per_second', 'Traffic', 'perSecond'],
  ['latency_p95_ms', 'Latency P95', 'milliseconds'],
  ['latency_mean_ms', 'Latency mean', 'milliseconds'],
  ['error_ratio', 'Errors', 'ratio'],
  ['cpu_ratio', 'CPU', 'ratio'],
  ['heap_bytes', 'Heap', 'bytes'],
  ['database_pool_ratio', 'Database pool', 'ratio'],
  ['requests_in_flight', 'In flight', 'count'],
  ['load_offered_per_second', 'Offered by the load', 'perSecond'],
  ['load_client_p95_ms', 'P95 of the client', 'milliseconds'],
]

function signalRow(summary: ColumnSummary | undefined, title: string, unit: RowUnit): readonly string[] {
  if (summary === undefined) return [title, 'no data']
  const { min, mean, p95, max } = summary
  return [
    title,
    ...[min, mean, p95, max].map((value) => formatValue(unit === 'count' ? Math.round(value) : value, unit)),
  ]
}

function sloRows(service: Service, { slos }: Served): readonly (readonly string[])[] {
  return Object.entries(service.slos).map(([id, slo]) => {
    const events = slos[id]
    const head = [sloTitle(slo), formatBound(share(slo.objective), 'ratio')]
    if (events === undefined || isUnmeasured(events)) return [...head, 'no data', '', events?.unmeasured ?? '']
    const { value, result, reason } = judgeShare(events, errorBudget(slo.objective))
    const words = { pass: 'OK', fail: 'BROKEN', unmeasured: 'too few' } as const
    return [...head, value === undefined ? 'no data' : formatValue(value, 'ratio'), words[result], reason ?? '']
  })
}

/** A recording for people: how each signal went, what the SLOs came to over it, and where it is. */
export function recordingText(
  service: Service,
  { testid, startedAt, endedAt, readings, signals, served }: RecordingSummary,
  folder: string,
  { directory }: Pick<Context, 'directory'>,
): string {
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000)
  const requests = isUnmeasured(served.requests) ? 'no data' : Math.round(served.requests).toLocaleString('en-US')
  return [
    `${service.title}: ${testid}, ${seconds} s, ${readings} readings, ${requests} requests\n`,
    table([
      ['SIGNAL', 'MIN', 'MEAN', 'P95', 'MAX'],
      ...shown.map(([column, title, unit]) => signalRow(signals[column], title, unit)),
    ]),
    table([['SLO', 'PROMISE', 'KEPT', '', ''], ...sloRows(service, served)]),
    `${relative(directory, folder) || folder}/signals.csv, recording.json\n`,
  ].join('\n')
}
