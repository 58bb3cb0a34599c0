import { isUnmeasured, type Measured, type Unmeasured } from '../../../src/analysis/run.ts'
import { seconds } from '../../../src/model/units.ts'
import type { Reading } from '../readings/reading.ts'
import { fitted, fixed, type Line, span, widthOf } from './line.ts'
import { cell } from './values.ts'
import type { SortKey, View } from './view.ts'

interface Row {
  readonly name: string
  readonly values: Readonly<Record<Exclude<SortKey, 'definition'>, Measured>>
  /** Whether the P95 is beyond what a load test accepts of the operation. */
  readonly slow: boolean
}

const titles: Readonly<Record<Exclude<SortKey, 'definition'>, string>> = {
  rate: 'RATE',
  mean: 'MEAN',
  p95: 'P95',
  '4xx': '4XX/S',
  '5xx': '5XX/S',
}
const columnKeys = ['rate', 'mean', 'p95', '4xx', '5xx'] as const
const cellWidth = 10

function rowsOf({ service }: View, reading: Reading): Row[] {
  const { windowSeconds } = reading
  return Object.entries(service.operations).map(([name, { loadTarget }]) => {
    const unknown: Unmeasured = { unmeasured: 'The reading does not hold this operation.' }
    const answers = reading.operations[name] ?? unknown
    const served = reading.served.operations[name]
    const per = (count: 'requests' | 'clientErrors' | 'serverErrors'): Measured =>
      isUnmeasured(answers) ? answers : windowSeconds > 0 ? answers[count] / windowSeconds : unknown
    const p95 = served?.p95 ?? unknown
    return {
      name,
      values: {
        rate: per('requests'),
        mean: served?.average ?? unknown,
        p95,
        '4xx': per('clientErrors'),
        '5xx': per('serverErrors'),
      },
      slow: !isUnmeasured(p95) && p95 > seconds(loadTarget.acceptable) * 1000,
    }
  })
}

function sorted(rows: readonly Row[], key: SortKey): readonly Row[] {
  if (key === 'definition') return rows
  const value = ({ values }: Row) => {
    const measured = values[key]
    return isUnmeasured(measured) ? -1 : measured
  }
  return [...rows].sort((a, b) => value(b) - value(a))
}

function headLine(view: View, nameWidth: number, hidden: number): Line {
  const { sort } = view.choices
  const name = hidden > 0 ? `+${hidden} more` : 'OPERATION'
  return fitted(
    [
      span(fixed(name, nameWidth), 'faint'),
      ...columnKeys.map((key) =>
        span(
          fixed(key === sort ? `>${titles[key]}` : titles[key], cellWidth, 'right'),
          key === sort ? 'strong' : 'faint',
        ),
      ),
    ],
    view.columns,
  )
}

function rowLine({ name, values, slow }: Row, view: View, nameWidth: number): Line {
  const some = (measured: Measured) => !isUnmeasured(measured) && measured > 0
  const { rate, mean, p95, '4xx': refused, '5xx': failed } = values
  return fitted(
    [
      span(fixed(name, nameWidth)),
      cell(rate, 'perSecond', cellWidth),
      cell(mean, 'milliseconds', cellWidth),
      cell(p95, 'milliseconds', cellWidth, slow ? 'warning' : undefined),
      cell(refused, 'perSecond', cellWidth, some(refused) ? undefined : 'faint'),
      cell(failed, 'perSecond', cellWidth, some(failed) ? 'bad' : 'faint'),
      ...(slow ? [span(' slow', 'warning')] : []),
    ],
    view.columns,
  )
}

/** The operations in at most so many lines, the head included. */
export function operationLines(view: View, reading: Reading, room: number): Line[] {
  const rows = sorted(rowsOf(view, reading), view.choices.sort)
  const longest = Math.max(9, ...rows.map(({ name }) => widthOf(name)))
  const nameWidth = Math.min(longest + 2, Math.max(12, view.columns - columnKeys.length * cellWidth - 5))
  const fits = Math.max(1, room - 1)
  const from = Math.min(view.choices.scroll, Math.max(0, rows.length - fits))
  const shown = rows.slice(from, from + fits)
  const hidden = rows.length - shown.length
  return [headLine(view, nameWidth, hidden), ...shown.map((row) => rowLine(row, view, nameWidth))]
}
