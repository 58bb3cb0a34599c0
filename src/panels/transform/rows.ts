import { calculate, calculationName } from '../calcs.ts'
import { type Cell, type Field, type Frame, rowsOf } from '../frame.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf, textsOf } from '../json.ts'
import { columnName } from './columns.ts'

const column = (name: string, type: Field['type'], values: readonly Cell[]): Field => ({
  name,
  type,
  labels: {},
  values,
})

function typeOf(values: readonly Cell[]): Field['type'] {
  return values.every((value) => value === null || typeof value === 'number') ? 'number' : 'string'
}

/** Calculates each column: to a row of a table, or to a row of its own column. */
export function reduce(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const asked = textsOf(options['reducers'])
  const reducers = asked.length === 0 ? ['max'] : asked
  const numeric = frames.flatMap((frame) => frame.fields.filter(({ type }) => type === 'number'))
  if (textOf(options['mode']) === 'reduceFields')
    return frames.map((frame) => ({
      refId: frame.refId,
      fields: frame.fields
        .filter(({ type }) => type === 'number')
        .flatMap((field) =>
          reducers.map((id) => ({
            ...field,
            values: [calculate(id, field.values)],
            ...(reducers.length > 1 ? { legend: `${columnName(field)} ${id}` } : {}),
          })),
        ),
    }))
  const names = numeric.map((field) => field.legend ?? labelled(field))
  const columns = reducers.map((id) =>
    column(
      calculationName(id),
      'number',
      numeric.map(({ values }) => calculate(id, values)),
    ),
  )
  return [{ refId: frames[0]?.refId ?? 'A', fields: [column('Field', 'string', names), ...columns] }]
}

function labelled({ name, labels }: Field): string {
  const entries = Object.entries(labels).filter(([label]) => label !== '__name__')
  return entries.length === 0 ? name : `{${entries.map(([label, value]) => `${label}="${value}"`).join(', ')}}`
}

/** One row for each combination of the grouping columns, with calculations of the others. */
export function groupBy(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const settings = fieldsOf(options['fields'])
  const setting = (field: Field) => fieldsOf(settings[columnName(field)])
  return frames.flatMap((frame) => {
    const keys = frame.fields.filter((field) => setting(field)['operation'] === 'groupby')
    if (keys.length === 0) return []
    const groups = new Map<string, number[]>()
    for (let row = 0; row < rowsOf(frame); row += 1) {
      const key = JSON.stringify(keys.map(({ values }) => values[row] ?? null))
      groups.set(key, [...(groups.get(key) ?? []), row])
    }
    const members = [...groups.values()]
    const calculated = frame.fields.flatMap((field) => {
      if (setting(field)['operation'] !== 'aggregate') return []
      return textsOf(setting(field)['aggregations']).map((id) => {
        const values = members.map((rows) =>
          calculate(
            id,
            rows.map((row) => field.values[row] ?? null),
          ),
        )
        return column(`${columnName(field)} (${id})`, typeOf(values), values)
      })
    })
    const heads = keys.map((field) => ({ ...field, values: members.map(([row = 0]) => field.values[row] ?? null) }))
    return [{ refId: frame.refId, fields: [...heads, ...calculated] }]
  })
}

const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
}

function operand(frame: Frame, text: string): (row: number) => number {
  const field = frame.fields.find((each) => columnName(each) === text)
  const constant = Number(text)
  return (row) => (field === undefined ? constant : Number(field.values[row] ?? Number.NaN))
}

function side(value: unknown): string {
  const { matcher, fixed } = fieldsOf(value)
  return textOf(value, textOf(fixed, textOf(fieldsOf(matcher)['options'])))
}

function calculatedColumn(frame: Frame, options: Fields): Field | undefined {
  const rows = Array.from({ length: rowsOf(frame) }, (_, row) => row)
  const alias = textOf(options['alias'])
  if (options['mode'] === 'binary') {
    const { left, right, operator } = fieldsOf(options['binary'])
    const [one, other] = [operand(frame, side(left)), operand(frame, side(right))]
    const apply = operators[textOf(operator)]
    if (apply === undefined) return undefined
    const name = alias || `${side(left)} ${textOf(operator)} ${side(right)}`
    return column(
      name,
      'number',
      rows.map((row) => apply(one(row), other(row))),
    )
  }
  if (options['mode'] !== 'reduceRow' && options['mode'] !== undefined) return undefined
  const { reducer, include } = fieldsOf(options['reduce'])
  const names = textsOf(include)
  const id = textOf(reducer, 'sum')
  const chosen = frame.fields.filter(
    (field) => field.type === 'number' && (names.length === 0 || names.includes(columnName(field))),
  )
  const values = rows.map((row) =>
    calculate(
      id,
      chosen.map((field) => field.values[row] ?? null),
    ),
  )
  return column(alias || calculationName(id), 'number', values)
}

/** Adds a column that is calculated from others of its row. */
export function calculateField(frames: readonly Frame[], options: Fields): readonly Frame[] {
  return frames.map((frame) => {
    const added = calculatedColumn(frame, options)
    if (added === undefined) return frame
    const kept = options['replaceFields'] === true ? frame.fields.filter(({ type }) => type === 'time') : frame.fields
    return { ...frame, fields: [...kept, added] }
  })
}

function picked(frame: Frame, rows: readonly number[]): Frame {
  return {
    ...frame,
    fields: frame.fields.map((field) => ({ ...field, values: rows.map((row) => field.values[row] ?? null) })),
  }
}

/** Sorts rows by a column. */
export function sortBy(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const { field: name, desc } = fieldsOf(listOf(options['sort'])[0])
  return frames.map((frame) => {
    const field = frame.fields.find((each) => columnName(each) === name)
    if (field === undefined) return frame
    const compare = (one: number, other: number) => {
      const [a, b] = [field.values[one] ?? null, field.values[other] ?? null]
      if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
      return typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1
    }
    const rows = Array.from({ length: rowsOf(frame) }, (_, row) => row).sort(compare)
    return picked(frame, desc === true ? rows.reverse() : rows)
  })
}

/** Keeps the first rows. */
export function limit(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const most = numberOf(options['limitField']) ?? 10
  return frames.map((frame) =>
    picked(
      frame,
      Array.from({ length: Math.min(most, rowsOf(frame)) }, (_, row) => row),
    ),
  )
}
