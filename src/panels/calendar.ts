/** Minutes to add to UTC at a moment (milliseconds since 1970): the time zone of whoever looks. */
export type ZoneOffset = (time: number) => number

/** A moment as calendars write it. */
export interface CalendarTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

/** The zone whose calendar is UTC. */
export const utc: ZoneOffset = () => 0

const dayLength = 86_400_000

/** Days since 1970-01-01 of a date of the Gregorian calendar; the month may be outside 1 to 12. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = year + Math.floor((month - 1) / 12)
  const ofYear = (((month - 1) % 12) + 12) % 12
  // A year that begins in March puts the leap day at its end.
  const y = ofYear < 2 ? shifted - 1 : shifted
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((ofYear + 10) % 12) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** The calendar time of a moment in a zone. */
export function calendarTime(time: number, zone: ZoneOffset): CalendarTime {
  const local = time + zone(time) * 60_000
  const days = Math.floor(local / dayLength)
  const rest = local - days * dayLength
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    millisecond: Math.floor(rest % 1000),
  }
}

/** The moment of a calendar time in a zone. Fields beyond their bounds carry over. */
export function momentOf(
  {
    year,
    month,
    day,
    hour = 0,
    minute = 0,
    second = 0,
    millisecond = 0,
  }: Partial<CalendarTime> & {
    readonly year: number
    readonly month: number
    readonly day: number
  },
  zone: ZoneOffset,
): number {
  const local = daysOf(year, month, day) * dayLength + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
  // The offset that holds at the moment itself, which a guess with the offset of its neighbourhood finds.
  return local - zone(local - zone(local) * 60_000) * 60_000
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-23 08:15:00`. */
export function formatTime(time: number, zone: ZoneOffset): string {
  const { year, month, day, hour, minute, second } = calendarTime(time, zone)
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`
}

/** A label of a time axis whose ticks are `step` milliseconds apart: the clock, or the date where days are apart. */
export function formatTick(time: number, step: number, zone: ZoneOffset): string {
  const { year, month, day, hour, minute, second, millisecond } = calendarTime(time, zone)
  if (step < 1000) return `${two(hour)}:${two(minute)}:${two(second)}.${String(millisecond).padStart(3, '0')}`
  if (step < 60_000) return `${two(hour)}:${two(minute)}:${two(second)}`
  if (step < dayLength) return hour + minute === 0 ? `${two(month)}/${two(day)}` : `${two(hour)}:${two(minute)}`
  return step < 28 * dayLength ? `${two(month)}/${two(day)}` : `${year}-${two(month)}`
}
