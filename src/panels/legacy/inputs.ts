import { type Fields, fieldsOf, isFields, listOf, textOf } from '../json.ts'

type Inputs = ReadonlyMap<string, unknown>

/** What stands for each input: the value of a constant, and a data source of the type that it asks for. */
function inputsOf(json: Fields): Inputs {
  return new Map(
    listOf(json['__inputs']).flatMap((entry): readonly (readonly [string, unknown])[] => {
      const { name, type, pluginId, value } = fieldsOf(entry)
      if (typeof name !== 'string') return []
      if (type === 'datasource') return [[name, { type: textOf(pluginId), uid: name }]]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}

function filled(value: unknown, inputs: Inputs): unknown {
  if (typeof value === 'string') {
    const whole = /^\$\{(\w+)\}$/.exec(value)?.[1]
    if (whole !== undefined && inputs.has(whole)) return inputs.get(whole)
    return value.replace(/\$\{(\w+)\}/g, (found, name: string) => {
      const input = inputs.get(name)
      return typeof input === 'string' ? input : found
    })
  }
  if (Array.isArray(value)) return value.map((entry) => filled(entry, inputs))
  if (!isFields(value)) return value
  const copy: Record<string, unknown> = Object.create(null)
  for (const [key, entry] of Object.entries(value)) {
    const made = filled(entry, inputs)
    // A data source that is named by type and uid needs only its uid.
    copy[key] = key === 'uid' && isFields(made) ? textOf(made['uid']) : made
  }
  return copy
}

/** The JSON of a dashboard that was exported to be shared, its inputs filled in; any other as it is. */
export function filledInputs(json: Fields): Fields {
  const inputs = inputsOf(json)
  return inputs.size === 0 ? json : fieldsOf(filled(json, inputs))
}
