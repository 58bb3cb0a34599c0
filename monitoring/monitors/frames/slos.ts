import { formatBound } from '../../../src/analysis/format-value.ts'
import { isUnmeasured, type Measured } from '../../../src/analysis/run.ts'
import { type HealthRow, healthRows } from '../readings/health.ts'
import { burnWindows, type Reading } from '../readings/reading.ts'
import { fitted, fixed, type Line, lineWidth, type Span, span, widthOf } from './line.ts'
import { cell, noData, shareText, stateSpan, toneOf } from './values.ts'
import type { View } from './view.ts'

/** The SLOs in as few lines as they take: the id of each and its state. */
export function sloStrip(view: View, reading: Reading): Line[] {
  const lines: Span[][] = [[span('SLO ', 'strong')]]
  for (const { id, kind, state } of healthRows(view.service, reading)) {
    if (kind !== 'slo') continue
    const entry = [span(`${id.replace(/^slo\./, '')} `), stateSpan(state), span('   ')]
    const line = lines.at(-1) ?? []
    if (lineWidth(line) + lineWidth(entry) > view.columns + 3) lines.push([span('    '), ...entry])
    else line.push(...entry)
  }
  return lines.map((line) => fitted(line, view.columns))
}

function burnText(value: Measured | undefined): string {
  if (value === undefined || isUnmeasured(value)) return noData
  return value >= 100 ? `${Math.round(value)}x` : `${value.toFixed(value >= 10 ? 1 : 2)}x`
}

function burnCell(value: Measured | undefined, width: number): Span {
  const text = burnText(value)
  const fast = value !== undefined && !isUnmeasured(value) && value > 1
  return span(fixed(text, width, 'right'), text === noData ? 'faint' : fast ? 'bad' : undefined)
}

const widths = { promise: 9, now: 10, burn: 9, left: 9, state: 8 } as const

/** What an SLO promises, shorter than in a verdict: `P95 latency < 100ms`. */
function shortTitle({ id, title }: HealthRow, { service }: View): string {
  const slo = service.slos[id.replace(/^slo\./, '')]
  return slo?.kind === 'latency' ? `${slo.title} < ${slo.within}` : title
}

function sloLine(row: HealthRow, view: View, reading: Reading, titleWidth: number): Line {
  const budget = reading.budgets[row.id.replace(/^slo\./, '')]
  const remaining = budget?.remaining
  const overspent = remaining !== undefined && !isUnmeasured(remaining) && remaining < 0
  return fitted(
    [
      span(fixed(shortTitle(row, view), titleWidth)),
      span(fixed(formatBound(row.bound ?? 0, 'ratio'), widths.promise, 'right')),
      cell(row.value, 'ratio', widths.now, toneOf(row.state)),
      span('  '),
      stateSpan(row.state, widths.state),
      burnCell(budget?.burnShort, widths.burn),
      burnCell(budget?.burnLong, widths.burn),
      span(fixed(shareText(remaining), widths.left, 'right'), overspent ? 'bad' : undefined),
    ],
    view.columns,
  )
}

/** Every SLO: what is promised, what is kept now, how fast its budget burns, and what is left of it. */
export function sloTable(view: View, reading: Reading): Line[] {
  const rows = healthRows(view.service, reading).filter(({ kind }) => kind === 'slo')
  const rest = widths.promise + widths.now + 2 + widths.state + 2 * widths.burn + widths.left
  const longest = Math.max(3, ...rows.map((row) => widthOf(shortTitle(row, view))))
  const titleWidth = Math.max(16, Math.min(longest + 1, view.columns - rest))
  const right = (text: string, width: number) => fixed(text, width, 'right')
  const head =
    fixed('SLO', titleWidth) +
    right('PROMISE', widths.promise) +
    right('NOW', widths.now) +
    `  ${fixed('', widths.state)}` +
    right(`BURN ${burnWindows.short}`, widths.burn) +
    right(`BURN ${burnWindows.long}`, widths.burn) +
    right('LEFT', widths.left)
  return [fitted([span(head, 'faint')], view.columns), ...rows.map((row) => sloLine(row, view, reading, titleWidth))]
}

/** Every limit of a resource: its value, its bound, and whether it holds. */
export function limitTable(view: View, reading: Reading): Line[] {
  const rows = healthRows(view.service, reading).filter(({ kind }) => kind === 'limit')
  return rows.map((row) =>
    fitted(
      [
        span(fixed(row.title, 16)),
        cell(row.value, row.unit, 10, toneOf(row.state)),
        span(fixed(`  < ${row.bound === undefined ? noData : formatBound(row.bound, row.unit)}`, 14)),
        stateSpan(row.state, widths.state),
        span(row.reason === undefined ? '' : `  ${row.reason}`, 'faint'),
      ],
      view.columns,
    ),
  )
}
