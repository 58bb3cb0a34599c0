import { type Cell, type Field, type Frame, rowsOf } from '../frame.ts'
import { type Fields, textOf, textsOf } from '../json.ts'
import { columnName } from './columns.ts'

type Row = ReadonlyMap<string, Cell>

interface Head {
  readonly name: string
  readonly type: Field['type']
}

function headsOf(frames: readonly Frame[]): readonly Head[] {
  const heads = new Map<string, Head>()
  for (const field of frames.flatMap(({ fields }) => fields)) {
    const name = columnName(field)
    if (!heads.has(name)) heads.set(name, { name, type: field.type })
  }
  return [...heads.values()]
}

function tableOf(refId: string, heads: readonly Head[], rows: readonly Row[]): Frame {
  const fields = heads.map(
    ({ name, type }): Field => ({ name, type, labels: {}, values: rows.map((row) => row.get(name) ?? null) }),
  )
  return { refId, fields }
}

function rowMaps(frame: Frame): readonly Row[] {
  const length = rowsOf(frame)
  return Array.from(
    { length },
    (_, at) => new Map(frame.fields.map((field) => [columnName(field), field.values[at] ?? null])),
  )
}

/** One table of all: rows that agree in every column that all tables share become one. */
export function merge(frames: readonly Frame[]): readonly Frame[] {
  const filled = frames.filter((frame) => rowsOf(frame) > 0)
  if (filled.length < 2) return filled.length === 0 ? frames : filled
  const heads = headsOf(filled)
  const shared = heads.filter(({ name }) =>
    filled.every(({ fields }) => fields.some((field) => columnName(field) === name)),
  )
  const rows = new Map<string, Map<string, Cell>[]>()
  for (const row of filled.flatMap(rowMaps)) {
    const key = JSON.stringify(shared.map(({ name }) => row.get(name) ?? null))
    const known = rows.get(key) ?? []
    // Values of one column that differ stay on rows of their own.
    const fits = known.find((other) => [...row].every(([name, value]) => !other.has(name) || other.get(name) === value))
    if (fits === undefined) rows.set(key, [...known, new Map(row)])
    else for (const [name, value] of row) fits.set(name, value)
  }
  return [tableOf(filled[0]?.refId ?? 'A', heads, [...rows.values()].flat())]
}

function labelNames(frames: readonly Frame[], kept: readonly string[]): readonly string[] {
  const names = new Set(frames.flatMap(({ fields }) => fields.flatMap(({ labels }) => Object.keys(labels))))
  return [...names].filter((name) => name !== '__name__' && (kept.length === 0 || kept.includes(name)))
}

/** Makes a column of each label, and merges what comes of it; in "rows" mode, a row of each label. */
export function labelsToFields(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const names = labelNames(frames, textsOf(options['keepLabels']))
  if (names.length === 0) return frames
  const valueLabel = textOf(options['valueLabel'])
  const widened = frames.map((frame): Frame => {
    const length = rowsOf(frame)
    const labels = Object.assign({}, ...frame.fields.map((field) => field.labels)) as Readonly<Record<string, string>>
    const columns = names
      .filter((name) => name !== valueLabel && labels[name] !== undefined)
      .map(
        (name): Field => ({
          name,
          type: 'string',
          labels: {},
          values: Array.from({ length }, () => labels[name] ?? null),
        }),
      )
    const plain = frame.fields.map((field): Field => {
      const name = field.type === 'number' ? (field.labels[valueLabel] ?? field.legend ?? field.name) : field.name
      return { name, type: field.type, labels: {}, values: field.values }
    })
    const times = plain.filter(({ type }) => type === 'time')
    return { refId: frame.refId, fields: [...times, ...columns, ...plain.filter(({ type }) => type !== 'time')] }
  })
  return merge(widened)
}

/** Time, metric and value of every point, as rows of one table. */
export function seriesToRows(frames: readonly Frame[]): readonly Frame[] {
  const rows = frames.flatMap((frame) => {
    const times = frame.fields.find(({ type }) => type === 'time')?.values ?? []
    const numbers = frame.fields.filter(({ type }) => type === 'number')
    return numbers.flatMap((field) =>
      field.values.map(
        (value, at) =>
          new Map<string, Cell>([
            ['Time', times[at] ?? null],
            ['Metric', columnName(field)],
            ['Value', value],
          ]),
      ),
    )
  })
  const newestFirst = [...rows].sort((one, other) => Number(other.get('Time')) - Number(one.get('Time')))
  const heads: readonly Head[] = [
    { name: 'Time', type: 'time' },
    { name: 'Metric', type: 'string' },
    { name: 'Value', type: 'number' },
  ]
  return [tableOf(frames[0]?.refId ?? 'A', heads, newestFirst)]
}

/** One table with a column for each series, joined by time or by the named column. */
export function joinByField(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const by = textOf(options['byField'])
  const isKey = (field: Field) => (by === '' ? field.type === 'time' : columnName(field) === by)
  const joined = frames.filter(({ fields }) => fields.some(isKey))
  const [first] = joined
  const key = first?.fields.find(isKey)
  if (first === undefined || key === undefined || joined.length < 2) return frames
  const values = new Set(joined.flatMap(({ fields }) => fields.find(isKey)?.values ?? []))
  const common = joined
    .filter(() => options['mode'] === 'inner')
    .map(({ fields }) => new Set(fields.find(isKey)?.values))
  const keys = [...values].filter((value) => common.every((each) => each.has(value)))
  if (key.type === 'time') keys.sort((one, other) => Number(one) - Number(other))
  const columns = joined.flatMap((frame) => {
    const own = frame.fields.find(isKey)?.values ?? []
    const places = new Map(own.map((value, at) => [value, at]))
    return frame.fields
      .filter((field) => !isKey(field))
      .map((field): Field => ({ ...field, values: keys.map((value) => field.values[places.get(value) ?? -1] ?? null) }))
  })
  return [{ refId: first.refId, fields: [{ ...key, values: keys }, ...columns] }]
}
