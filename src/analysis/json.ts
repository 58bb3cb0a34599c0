/** Any JSON value. `undefined` is a field that is not there. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject | undefined

/** A JSON object whose fields nobody has looked at yet. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** Whether the value is an object with fields: no list, no null. */
export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object, or one without fields where the value is something else. */
export function objectOf(value: Json): JsonObject {
  return isObject(value) ? value : {}
}

/** The list, or an empty one where the value is something else. */
export function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : []
}

/** The text, or an empty one where the value is something else. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : ''
}

/** The value with the keys of all its objects in alphabetical order, as text: equal values give equal texts. */
export function stableText(value: Json): string {
  return JSON.stringify(value, (_, entry: Json) =>
    isObject(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([one], [other]) => (one < other ? -1 : 1)))
      : entry,
  )
}
