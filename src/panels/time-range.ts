import { type CalendarTime, calendarTime, formatTime, momentOf, type ZoneOffset } from './calendar.ts'
import type { TimeSpan } from './frame.ts'

/** What "now" is and in which zone days begin. Milliseconds since 1970. */
export interface Clock {
  readonly now: number
  readonly zone: ZoneOffset
}

/** A time range as dashboards and addresses write it: `now-15m`, `now/d`, milliseconds, or an ISO time. */
export interface RawRange {
  readonly from: string
  readonly to: string
}

type Unit = 's' | 'm' | 'h' | 'd' | 'w' | 'M' | 'y'

const lengths = { s: 1000, m: 60_000, h: 3_600_000 } as const

function moved(time: number, amount: number, unit: Unit, zone: ZoneOffset): number {
  if (unit === 's' || unit === 'm' || unit === 'h') return time + amount * lengths[unit]
  const at = calendarTime(time, zone)
  const days = unit === 'w' ? 7 * amount : unit === 'd' ? amount : 0
  const months = unit === 'M' ? amount : unit === 'y' ? 12 * amount : 0
  return momentOf({ ...at, day: at.day + days, month: at.month + months }, zone)
}

const coarser: Readonly<Record<Unit, (at: CalendarTime) => Partial<CalendarTime>>> = {
  s: () => ({ millisecond: 0 }),
  m: () => ({ second: 0, millisecond: 0 }),
  h: () => ({ minute: 0, second: 0, millisecond: 0 }),
  d: () => ({ hour: 0, minute: 0, second: 0, millisecond: 0 }),
  w: () => ({ hour: 0, minute: 0, second: 0, millisecond: 0 }),
  M: () => ({ day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }),
  y: () => ({ month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }),
}

function startOf(time: number, unit: Unit, zone: ZoneOffset): number {
  const at = calendarTime(time, zone)
  const start = momentOf({ ...at, ...coarser[unit](at) }, zone)
  if (unit !== 'w') return start
  // 1970-01-01 was a Thursday; weeks begin on Monday.
  const day = Math.floor((start + zone(start) * 60_000) / 86_400_000)
  return moved(start, -((((day + 3) % 7) + 7) % 7), 'd', zone)
}

function relative(rest: string, isEnd: boolean, { now, zone }: Clock): number | undefined {
  let time = now
  let left = rest
  while (left !== '') {
    const [whole, sign, amount = '1', unit] = /^([+-/])(\d*)([smhdwMy])/.exec(left) ?? []
    if (whole === undefined || unit === undefined) return undefined
    const known = unit as Unit
    if (sign !== '/') time = moved(time, Number(amount || 1) * (sign === '-' ? -1 : 1), known, zone)
    else time = isEnd ? moved(startOf(time, known, zone), 1, known, zone) - 1 : startOf(time, known, zone)
    left = left.slice(whole.length)
  }
  return time
}

function absolute(text: string, zone: ZoneOffset): number | undefined {
  if (/^\d{10,}$/.test(text)) return Number(text)
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?(Z)?$/.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const millisecond = Number((match[7] ?? '0').padEnd(3, '0'))
  return momentOf({ year, month, day, hour, minute, second, millisecond }, match[8] === 'Z' ? () => 0 : zone)
}

/** The moment that a text means; `undefined` where it means none. `isEnd`: `now/d` is the end of the day. */
export function parseMoment(text: string, isEnd: boolean, clock: Clock): number | undefined {
  const trimmed = text.trim()
  return trimmed.startsWith('now') ? relative(trimmed.slice(3), isEnd, clock) : absolute(trimmed, clock.zone)
}

/** The span that a range means now. A range that means none, or runs backwards, is `undefined`. */
export function spanOf({ from, to }: RawRange, clock: Clock): TimeSpan | undefined {
  const start = parseMoment(from, false, clock)
  const end = parseMoment(to, true, clock)
  return start === undefined || end === undefined || start >= end ? undefined : { from: start, to: end }
}

const unitNames: Readonly<Record<string, string>> = {
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  M: 'months',
  y: 'years',
}

/** A range in words: `Last 15 minutes`, or its two moments. */
export function describeRange(raw: RawRange, clock: Clock): string {
  const [, amount, unit = ''] = /^now-(\d+)([smhdwMy])$/.exec(raw.from) ?? []
  if (raw.to === 'now' && amount !== undefined)
    return amount === '1' ? `Last ${(unitNames[unit] ?? '').slice(0, -1)}` : `Last ${amount} ${unitNames[unit]}`
  if (raw.from === 'now/d' && raw.to === 'now/d') return 'Today'
  const span = spanOf(raw, clock)
  return span === undefined
    ? `${raw.from} to ${raw.to}`
    : `${formatTime(span.from, clock.zone)} to ${formatTime(span.to, clock.zone)}`
}

/** The range of the address or the dashboard that was moved by `shift` milliseconds, as a panel's own setting says (`1h`). */
export function shifted({ from, to }: TimeSpan, shift: number): TimeSpan {
  return { from: from - shift, to: to - shift }
}
