import type { Cell } from './frame.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from './json.ts'
import { patternOf } from './pattern.ts'

/** What is shown instead of a value. */
export interface MappedValue {
  readonly text: string | undefined
  readonly color: string | undefined
}

/** One rule that maps values to texts or colors; `undefined` where it does not apply. */
export type ValueMapping = (value: Cell) => MappedValue | undefined

function resultOf(json: unknown): MappedValue {
  const { text, color } = fieldsOf(json)
  return { text: typeof text === 'string' ? text : undefined, color: typeof color === 'string' ? color : undefined }
}

function isSpecial(match: string, value: Cell): boolean {
  const isUnreal = typeof value === 'number' && Number.isNaN(value)
  switch (match) {
    case 'null':
      return value === null
    case 'nan':
      return isUnreal
    case 'null+nan':
      return value === null || isUnreal
    case 'true':
    case 'false':
      return String(value) === match
    case 'empty':
      return value === ''
    default:
      return false
  }
}

function rangeMapping(options: Fields): ValueMapping {
  const from = numberOf(options['from']) ?? Number.NEGATIVE_INFINITY
  const to = numberOf(options['to']) ?? Number.POSITIVE_INFINITY
  const result = resultOf(options['result'])
  return (value) => (typeof value === 'number' && value >= from && value <= to ? result : undefined)
}

function regexMapping(options: Fields): ValueMapping {
  const pattern = patternOf(textOf(options['pattern']))
  const { text, color } = resultOf(options['result'])
  return (value) => {
    if (pattern === undefined || typeof value !== 'string' || !pattern.test(value)) return undefined
    return { text: text === undefined ? undefined : value.replace(pattern, text), color }
  }
}

function oldValueMapping(json: Fields): ValueMapping {
  const wanted = String(json['value'])
  const result = resultOf(json)
  return (value) => (String(value) === wanted ? result : undefined)
}

function mappingOf(json: unknown): ValueMapping | undefined {
  const { type, options } = fieldsOf(json)
  const settings = fieldsOf(options)
  switch (type) {
    // Before Grafana 8 a mapping was of one value (1) or of one range (2).
    case 1:
      return isFields(json) ? oldValueMapping(json) : undefined
    case 2:
      return isFields(json) ? rangeMapping({ ...json, result: json }) : undefined
    case 'value':
      return (value) => {
        const found = value === null ? undefined : Object.entries(settings).find(([key]) => key === String(value))?.[1]
        return isFields(found) ? resultOf(found) : undefined
      }
    case 'range':
      return rangeMapping(settings)
    case 'regex':
      return regexMapping(settings)
    case 'special': {
      const result = resultOf(settings['result'])
      return (value) => (isSpecial(textOf(settings['match']), value) ? result : undefined)
    }
    default:
      return undefined
  }
}

/** The mappings of a field's JSON, in their order. */
export function readMappings(value: unknown): readonly ValueMapping[] {
  return listOf(value)
    .map(mappingOf)
    .filter((mapping) => mapping !== undefined)
}

/** What the first mapping that applies shows instead of the value. */
export function mapped(mappings: readonly ValueMapping[], value: Cell): MappedValue | undefined {
  for (const mapping of mappings) {
    const result = mapping(value)
    if (result !== undefined) return result
  }
  return undefined
}
