import { formatBound, formatMilliseconds, formatValue } from '../analysis/format-value.ts'
import type { Saturation } from '../analysis/resource.ts'
import { isUnmeasured, type Measured } from '../analysis/run.ts'
import type { Outcome, RowKind, RowResult, SideBySide, StepResult, Verdict, VerdictRow } from '../analysis/verdict.ts'
import { type Paint, painted, printable, type TextStyle, wrapped } from './text-style.ts'

const outcomes: Readonly<Record<Outcome, { readonly word: string; readonly paint: Paint }>> = {
  held: { word: 'HELD', paint: 'green' },
  broken: { word: 'BROKEN', paint: 'red' },
  unmeasured: { word: 'UNMEASURED', paint: 'yellow' },
  interrupted: { word: 'INTERRUPTED', paint: 'yellow' },
}

const results: Readonly<Record<RowResult, { readonly word: string; readonly paint: Paint }>> = {
  pass: { word: 'pass', paint: 'green' },
  fail: { word: 'FAIL', paint: 'red' },
  unmeasured: { word: 'unmeasured', paint: 'yellow' },
}

const sections: readonly { readonly kind: RowKind; readonly title: string }[] = [
  { kind: 'slo', title: 'Service level objectives' },
  { kind: 'promise', title: 'Promise of the run' },
  { kind: 'limit', title: 'Resource limits' },
  { kind: 'operation', title: 'Load targets, as the client measured them' },
  { kind: 'health', title: 'Health of the run' },
]

// Result, value, bound and place, with the blanks between them; what is left of the line is the title's.
const widths = { result: 10, value: 11, bound: 11, place: 7 } as const
const margins = 2 + widths.result + 2 + 2 + widths.value + 2 + widths.bound + 2 + widths.place
const widestTitle = 36

function titleWidth({ columns }: TextStyle): number {
  return columns === undefined ? widestTitle : Math.min(widestTitle, columns - margins)
}

function rowLines(row: VerdictRow, style: TextStyle): string[] {
  const { word, paint } = results[row.result]
  const width = titleWidth(style)
  const [first = '', ...more] = wrapped(printable(row.title), style.columns === undefined ? undefined : width)
  const value = row.value === undefined ? '-' : formatValue(row.value, row.unit)
  const bound = `${row.comparison} ${formatBound(row.bound, row.unit)}`
  const figures = `${value.padStart(widths.value)}  ${bound.padEnd(widths.bound)}  ${row.measuredAt}`
  const line = `  ${painted(word.padEnd(widths.result), paint, style)}  ${first.padEnd(width)}  ${figures}`
  const indent = ' '.repeat(2 + widths.result + 2)
  const reason = row.reason === undefined ? '' : printable(row.reason)
  if (reason === '') return [line, ...more.map((text) => indent + text)]
  if (style.columns === undefined) return [`${line.padEnd(margins + width)}  ${reason}`]
  const explained = wrapped(reason, style.columns - indent.length)
  return [line, ...more.map((text) => indent + text), ...explained.map((text) => indent + painted(text, 'dim', style))]
}

function figure(value: Measured | undefined, format: (value: number) => string): string {
  if (value === undefined) return ''
  return isUnmeasured(value) ? '-' : format(value)
}

function sideBySideLines({ sideBySide: rows, steady }: Verdict, style: TextStyle): string[] {
  const nameWidth = 18
  const cells = (client: string, service: string) => client.padStart(7) + service.padStart(8)
  const pair = (values: SideBySide['p95'] | undefined, format: (value: number) => string) =>
    cells(figure(values?.client, format), figure(values?.service, format))
  const whole = (value: number) => value.toFixed(0)
  const head = ['requests', 'mean ms', 'P95 ms', 'P99 ms'].map((text) => text.padStart(15)).join('')
  const places = cells('client', 'service').repeat(4)
  const lines = rows.map((row) => {
    const name = (row.operation ?? 'all operations').slice(0, nameWidth).padEnd(nameWidth)
    const columns = [
      pair(row.requests, whole),
      pair(row.average, formatMilliseconds),
      pair(row.p95, formatMilliseconds),
      pair(row.p99, formatMilliseconds),
    ]
    return `  ${name}${columns.join('')}`.trimEnd()
  })
  const parts = steady === undefined || isUnmeasured(steady) ? '' : ': requests of the run, times of the steady part'
  const title = painted(`Client and service, side by side${parts}`, 'bold', style)
  const blank = ' '.repeat(2 + nameWidth)
  return [title, `${blank}${head}`, painted(`${blank}${places}`, 'dim', style), ...lines]
}

function stepLines(steps: readonly StepResult[], style: TextStyle): string[] {
  const cells = (...texts: readonly string[]) => `  ${texts.map((text) => text.padStart(11)).join('')}`
  const head = cells('step', 'due/s', 'answered/s', 'P95', 'P99', 'failed', 'not sent')
  const percent = (value: number) => `${(value * 100).toFixed(1)}%`
  const milliseconds = (value: number | undefined) => (value === undefined ? '-' : formatValue(value, 'milliseconds'))
  const lines = steps.map(({ rate, answered, p95, p99, failed, unsent, broken }, index) => {
    const figures = [
      String(rate),
      answered.toFixed(1),
      milliseconds(p95),
      milliseconds(p99),
      percent(failed),
      percent(unsent),
    ]
    const state = broken.length === 0 ? '' : `   ${painted(`broken: ${broken.join(', ')}`, 'red', style)}`
    return cells(String(index + 1), ...figures) + state
  })
  return ['', painted('Steps of the load', 'bold', style), painted(head, 'dim', style), ...lines]
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`
}

/** Which part of the run a verdict is about, in words; `undefined` for one of a version that knew no parts. */
export function steadyText({ steady, seconds }: Pick<Verdict, 'steady' | 'seconds'>): string | undefined {
  if (steady === undefined || seconds === undefined) return undefined
  if (isUnmeasured(steady)) return `No steady part. ${steady.unmeasured}`
  return `Steady part: ${clock(steady.from)}-${clock(steady.to)} of ${clock(seconds)}.`
}

/** The first saturated resource in words. */
export function saturationText(saturated: Saturation | undefined): string {
  if (saturated === undefined) return 'unknown: Prometheus has no resource of the service'
  const unit = saturated.resource === 'heap' ? 'bytes' : 'ratio'
  const [level, bound] = [formatValue(saturated.level, unit), formatValue(saturated.bound, unit)]
  return saturated.at === undefined
    ? `none reached its limit; nearest was ${saturated.title} with ${level} of ${bound}`
    : `${saturated.title}: ${level}, limit ${bound}`
}

function diagnosisLines({ diagnosis = [], saturated }: Verdict, style: TextStyle): string[] {
  const told = diagnosis.length > 0 || saturated?.at !== undefined
  if (!told) return []
  const width = style.columns === undefined ? undefined : style.columns - 4
  const causes = diagnosis.flatMap(({ title, evidence, next }) => [
    `  ${title}`,
    ...wrapped(printable(evidence), width).map((line) => `    ${line}`),
    ...wrapped(printable(`Look at: ${next}`), width).map((line) => `    ${painted(line, 'dim', style)}`),
  ])
  const first = saturated === undefined ? [] : [`  First saturated: ${saturationText(saturated)}`]
  return ['', painted('Diagnosis', 'bold', style), ...causes, ...first]
}

/**
 * A verdict for people: the result on the first line, then every row with its value, its bound, where it was measured and
 * why, then client and service latency side by side. On a terminal it keeps to its width; elsewhere each row is one line.
 */
export function renderVerdict(verdict: Verdict, style: TextStyle): string {
  const { word, paint } = outcomes[verdict.outcome]
  const head = `${painted(word, paint, style)}  ${verdict.scenario} on ${verdict.service}  ${verdict.testid}`
  const about = [verdict.summary, steadyText(verdict) ?? ''].filter((text) => text !== '')
  const lines = [head, ...about.flatMap((text) => wrapped(printable(text), style.columns))]
  for (const { kind, title } of sections) {
    const rows = verdict.rows.filter((row) => row.kind === kind)
    if (rows.length === 0) continue
    lines.push('', painted(title, 'bold', style), ...rows.flatMap((row) => rowLines(row, style)))
  }
  if (verdict.steps !== undefined) lines.push(...stepLines(verdict.steps, style))
  lines.push(...diagnosisLines(verdict, style), '', ...sideBySideLines(verdict, style))
  if (verdict.coarseBuckets !== undefined)
    lines.push(...wrapped(verdict.coarseBuckets, style.columns).map((text) => painted(text, 'dim', style)))
  return `${lines.join('\n')}\n`
}
