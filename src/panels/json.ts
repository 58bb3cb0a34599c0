// Dashboards come from anywhere: every value is looked at before it is believed.

/** An object of a dashboard's JSON whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>

const nothing: Fields = Object.freeze(Object.create(null) as Record<string, unknown>)

/** Whether the value is an object with fields: no list, no null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object, or one without fields where it is something else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : nothing
}

/** The text, or the fallback where the value is no text. */
export function textOf(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback
}

/** The finite number, or `undefined`; a number written as text counts. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** The list, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The texts of a list; numbers become texts, anything else is left out. A single text is a list of one. */
export function textsOf(value: unknown): readonly string[] {
  const values = typeof value === 'string' ? [value] : listOf(value)
  return values.flatMap((entry) => (typeof entry === 'string' || typeof entry === 'number' ? [String(entry)] : []))
}
