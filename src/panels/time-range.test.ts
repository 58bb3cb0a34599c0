import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarTime, formatTime, momentOf, utc } from './calendar.ts'
import { describeRange, parseMoment, spanOf } from './time-range.ts'

const now = Date.UTC(2026, 2, 11, 15, 30, 20)
const clock = { now, zone: utc }
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString())

describe('the calendar', () => {
  test('agrees with the platform on every moment of four centuries', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5e12, max: 8e12 }), (time) => {
        const date = new Date(time)
        const at = calendarTime(time, utc)
        expect([at.year, at.month, at.day, at.hour, at.minute, at.second, at.millisecond]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
          date.getUTCHours(),
          date.getUTCMinutes(),
          date.getUTCSeconds(),
          date.getUTCMilliseconds(),
        ])
        expect(momentOf(at, utc)).toBe(time)
      }),
    )
  })
  test('knows zones', () => {
    expect(formatTime(now, () => 330)).toBe('2026-03-11 21:00:20')
    expect(momentOf({ year: 2026, month: 3, day: 11, hour: 21, second: 20 }, () => 330)).toBe(now)
  })
})

describe('time ranges', () => {
  test.each([
    ['now', '2026-03-11T15:30:20.000Z'],
    ['now-15m', '2026-03-11T15:15:20.000Z'],
    ['now-1d/d', '2026-03-10T00:00:00.000Z'],
    ['now/w', '2026-03-09T00:00:00.000Z'],
    ['now-1M/M', '2026-02-01T00:00:00.000Z'],
    ['now/y', '2026-01-01T00:00:00.000Z'],
    ['2026-01-05 06:07', '2026-01-05T06:07:00.000Z'],
    ['2026-01-05T06:07:08.5Z', '2026-01-05T06:07:08.500Z'],
    [String(now), '2026-03-11T15:30:20.000Z'],
    ['yesterday', undefined],
    ['now-', undefined],
    ['now-5x', undefined],
  ])('"%s" begins at %s', (text, expected) => expect(iso(parseMoment(text, false, clock))).toBe(expected))

  test('the end of "today" is its last millisecond', () => {
    expect(iso(parseMoment('now/d', true, clock))).toBe('2026-03-11T23:59:59.999Z')
  })
  test('a range that ends before it begins is none', () => {
    expect(spanOf({ from: 'now', to: 'now-1h' }, clock)).toBeUndefined()
    expect(spanOf({ from: 'now-1h', to: 'now' }, clock)).toEqual({ from: now - 3_600_000, to: now })
  })
  test('says ranges in words', () => {
    expect(describeRange({ from: 'now-15m', to: 'now' }, clock)).toBe('Last 15 minutes')
    expect(describeRange({ from: 'now-1h', to: 'now' }, clock)).toBe('Last hour')
    expect(describeRange({ from: '1773241220000', to: 'now' }, clock)).toBe(
      '2026-03-11 15:00:20 to 2026-03-11 15:30:20',
    )
  })
})
