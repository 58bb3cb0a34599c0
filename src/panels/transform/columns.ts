import type { Cell, Field, Frame } from '../frame.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from '../json.ts'
import { patternOf } from '../pattern.ts'

/** What a column is called: its legend, else its name. */
export function columnName(field: Field): string {
  return field.legend ?? field.name
}

/** The frame with each column changed, or left out where `undefined` comes back. */
export function withColumns(frame: Frame, change: (field: Field) => Field | undefined): Frame {
  return { ...frame, fields: frame.fields.map(change).filter((field) => field !== undefined) }
}

const renamed = (field: Field, name: string): Field => ({ ...field, name, legend: undefined, labels: {} })

/** Hides, orders and renames columns by their names. */
export function organize(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const excluded = fieldsOf(options['excludeByName'])
  const included = fieldsOf(options['includeByName'])
  const order = fieldsOf(options['indexByName'])
  const names = fieldsOf(options['renameByName'])
  const hasIncluded = Object.keys(included).length > 0
  return frames.map((frame) => {
    const kept = frame.fields.filter((field) => {
      const name = columnName(field)
      return excluded[name] !== true && (!hasIncluded || included[name] === true)
    })
    const place = (field: Field) => numberOf(order[columnName(field)]) ?? Number.MAX_SAFE_INTEGER
    const fields = [...kept].sort((one, other) => place(one) - place(other))
    return {
      ...frame,
      fields: fields.map((field) => {
        const name = textOf(names[columnName(field)])
        return name === '' ? field : renamed(field, name)
      }),
    }
  })
}

/** Renames columns by a regular expression. */
export function renameByRegex(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const pattern = patternOf(textOf(options['regex']))
  const replacement = textOf(options['renamePattern'])
  if (pattern === undefined) return frames
  return frames.map((frame) =>
    withColumns(frame, (field) => {
      const name = columnName(field)
      return field.type !== 'time' && pattern.test(name) ? renamed(field, name.replace(pattern, replacement)) : field
    }),
  )
}

function matchesNames(value: unknown): ((name: string) => boolean) | undefined {
  if (!isFields(value)) return undefined
  const names = textsOf(value['names'])
  const pattern = typeof value['pattern'] === 'string' ? patternOf(value['pattern']) : undefined
  return (name) => names.includes(name) || pattern?.test(name) === true
}

/** Keeps or drops columns by name or expression. */
export function filterFieldsByName(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const includes = matchesNames(options['include'])
  const excludes = matchesNames(options['exclude'])
  return frames.map((frame) =>
    withColumns(frame, (field) => {
      const name = columnName(field)
      return (includes === undefined || includes(name)) && excludes?.(name) !== true ? field : undefined
    }),
  )
}

function converted(value: Cell, type: Field['type']): Cell {
  if (value === null) return null
  if (type === 'string') return String(value)
  const number =
    typeof value === 'boolean' ? Number(value) : typeof value === 'string' ? Number.parseFloat(value) : value
  return Number.isNaN(number) ? null : number
}

/** Makes numbers, texts or times of the named columns. */
export function convertFieldType(frames: readonly Frame[], options: Fields): readonly Frame[] {
  const wanted = new Map(
    listOf(options['conversions']).map((entry) => {
      const { targetField, destinationType } = fieldsOf(entry)
      const type: Field['type'] =
        destinationType === 'number' || destinationType === 'time' ? destinationType : 'string'
      return [textOf(targetField), type] as const
    }),
  )
  return frames.map((frame) =>
    withColumns(frame, (field) => {
      const type = wanted.get(columnName(field))
      return type === undefined
        ? field
        : { ...field, type, values: field.values.map((value) => converted(value, type)) }
    }),
  )
}
