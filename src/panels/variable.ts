import { fieldsOf, listOf, numberOf, textOf, textsOf } from './json.ts'

/** One value that may be chosen. */
export interface Option {
  readonly text: string
  readonly value: string
}

/** A variable of a dashboard, as its JSON says. */
export interface VariableDefinition {
  readonly name: string
  readonly type: string
  readonly label: string
  readonly description: string
  readonly isHidden: boolean
  /** The query, the list of values, or the text, by type. */
  readonly query: string
  readonly regex: string
  readonly sort: number
  readonly multi: boolean
  readonly includeAll: boolean
  readonly allValue: string | undefined
  /** Of an interval that is chosen by the range: into how many parts it goes, and the least of them; else `undefined`. */
  readonly auto: { readonly count: number; readonly least: string } | undefined
  /** Values chosen when nobody chose others. */
  readonly current: readonly string[]
  readonly options: readonly Option[]
}

/** A variable with what may be chosen and what is chosen. */
export interface Variable extends VariableDefinition {
  readonly options: readonly Option[]
  /** The chosen values; every option's where `isAll`. */
  readonly values: readonly string[]
  readonly texts: readonly string[]
  readonly isAll: boolean
  /** Why its options are not known. */
  readonly problem?: string
}

function optionsOf(value: unknown): readonly Option[] {
  return listOf(value).flatMap((entry) => {
    const option = fieldsOf(entry)
    const [first] = textsOf(option['value'])
    return first === undefined || first === '$__all' ? [] : [{ text: textOf(option['text'], first), value: first }]
  })
}

/** The variables of a dashboard's JSON, in their order. */
export function readVariables(value: unknown): readonly VariableDefinition[] {
  return listOf(value).flatMap((entry) => {
    const json = fieldsOf(entry)
    const name = textOf(json['name'])
    if (!/^\w+$/.test(name)) return []
    const { query } = json
    return [
      {
        name,
        type: textOf(json['type']),
        label: textOf(json['label']) || name,
        description: textOf(json['description']),
        isHidden: json['hide'] === 2,
        query: typeof query === 'string' ? query : textOf(fieldsOf(query)['query'], textOf(json['definition'])),
        regex: textOf(json['regex']),
        sort: typeof json['sort'] === 'number' ? json['sort'] : 0,
        multi: json['multi'] === true,
        includeAll: json['includeAll'] === true,
        allValue: textOf(json['allValue']) || undefined,
        auto:
          json['auto'] === true
            ? { count: numberOf(json['auto_count']) ?? 30, least: textOf(json['auto_min'], '10s') }
            : undefined,
        current: textsOf(fieldsOf(json['current'])['value']),
        options: optionsOf(json['options']),
      },
    ]
  })
}
