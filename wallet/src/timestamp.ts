import { invalid } from './errors.ts'

// A plus sign that a client did not encode arrives as a space, and can mean nothing else here.
const format = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:(Z)|([+ -])(\d\d):?(\d\d))$/i

function dayOf(date: string): number {
  const milliseconds = Date.parse(`${date}T00:00:00.000Z`)
  // JavaScript takes the thirtieth of February for the first or second of March.
  const exists = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(date)
  return exists ? milliseconds : Number.NaN
}

function within(value: number, limit: number): number {
  return value < limit ? value : Number.NaN
}

/**
 * Milliseconds since 1970 of an ISO 8601 time with `Z` or an offset. Throws a Rejection when it is none. Finer than a
 * millisecond is cut off: entries carry whole milliseconds, so that this changes no answer.
 */
export function instantOf(value: unknown): number {
  const match = typeof value === 'string' ? format.exec(value) : null
  if (match !== null) {
    const [, date = '', hour, minute, second = '0', fraction = '', , sign, offsetHour = '0', offsetMinute = '0'] = match
    const time = within(Number(hour), 24) * 60 + within(Number(minute), 60)
    const offset = within(Number(offsetHour), 24) * 60 + within(Number(offsetMinute), 60)
    const minutes = sign === '-' ? time + offset : time - offset
    const instant =
      dayOf(date) + minutes * 60_000 + within(Number(second), 60) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'))
    if (!Number.isNaN(instant)) return instant
  }
  throw invalid('timestamp must be an ISO 8601 time with an offset, such as 2026-01-31T12:00:00Z.')
}
