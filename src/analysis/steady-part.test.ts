import { describe, expect, test } from 'vitest'
import { loadSeconds, type PlannedLoad, type PlannedStage, partAt, runParts, steadySpan } from './steady-part.ts'

const hold = (level: number, seconds: number): PlannedStage => ({ seconds, from: level, to: level })
const ramp = (from: number, to: number, seconds: number): PlannedStage => ({ seconds, from, to })
const load = (...stages: PlannedStage[]): PlannedLoad => ({ startsAt: 0, stages })
const watch = load()

describe('the steady part of a planned load', () => {
  test.each([
    ['constant virtual users or rates: all of it', [load(hold(5, 30))], { from: 0, to: 30, whole: true }],
    ['iterations by number: all of it, whenever it ends', [watch], { from: 0, whole: true }],
    ['a rate with a watch beside it: all of it', [load(hold(50, 30)), watch], { from: 0, to: 30, whole: true }],
    [
      'a ramp up, a hold and a ramp down: the hold',
      [load(ramp(1, 10, 10), hold(10, 25), ramp(10, 1, 5))],
      { from: 10, to: 35, whole: false },
    ],
    [
      'a spike: the stage at its height',
      [load(ramp(50, 50, 0), hold(50, 30), ramp(50, 300, 0), hold(300, 20), ramp(300, 50, 0), hold(50, 40))],
      { from: 30, to: 50, whole: false },
    ],
    [
      'a peak: from where it is reached to the end',
      [load(hold(50, 30), ramp(50, 200, 0), hold(200, 300))],
      { from: 30, to: 330, whole: false },
    ],
    [
      'two stages of one height that follow each other: both',
      [load(hold(50, 5), ramp(50, 200, 0), hold(200, 10), hold(200, 20))],
      { from: 5, to: 35, whole: false },
    ],
    [
      'two heights with a dip between: the longer one',
      [load(hold(9, 10), hold(1, 5), hold(9, 20))],
      { from: 15, to: 35, whole: false },
    ],
    [
      'loads side by side: where all are at their height',
      [load(hold(5, 60)), { startsAt: 10, stages: [ramp(0, 8, 10), hold(8, 20)] }],
      { from: 20, to: 40, whole: false },
    ],
    [
      'a load that begins later: from then on',
      [{ startsAt: 5, stages: [hold(5, 30)] }],
      { from: 5, to: 35, whole: false },
    ],
  ])('of %s', (_, loads, span) => {
    expect(steadySpan(loads)).toEqual(span)
  })

  test.each([
    ['that only rises and falls', [load(ramp(0, 10, 10), ramp(10, 0, 10))], /never holds/],
    ['of one after the other', [load(hold(5, 10)), { startsAt: 10, stages: [hold(5, 10)] }], /different times/],
  ])('does not exist in loads %s', (_, loads, reason) => {
    expect(steadySpan(loads)).toEqual({ unmeasured: expect.stringMatching(reason) })
  })

  test('is told while the run goes on, where there is more than that', () => {
    const spike = { from: 30, to: 50, whole: false }
    expect([0, 29, 30, 49, 50].map((elapsed) => partAt(spike, elapsed))).toEqual([
      'ramp up',
      'ramp up',
      'steady',
      'steady',
      'ramp down',
    ])
    expect(partAt({ from: 0, to: 30, whole: true }, 10)).toBeUndefined()
    expect(partAt(undefined, 10)).toBeUndefined()
  })

  test('a planned load ends with the last of its parts that has a time', () => {
    expect(loadSeconds([load(hold(1, 5)), { startsAt: 10, stages: [hold(1, 5)] }, watch])).toBe(15)
    expect(loadSeconds([watch])).toBeUndefined()
  })
})

describe('the parts of a run that ended', () => {
  const spike = { from: 30, to: 50, whole: false }

  test('lie where the load was seen, after set-up', () => {
    expect(runParts(spike, { from: 2.0004, to: 92 }, 95)).toEqual({
      seconds: 95,
      load: { from: 2, to: 92 },
      steady: { from: 32, to: 52 },
    })
  })

  test('a load that was ended early has what was left of its steady part, or none', () => {
    expect(runParts(spike, { from: 2, to: 40 }, 41).steady).toEqual({ from: 32, to: 40 })
    expect(runParts(spike, { from: 2, to: 20 }, 21).steady).toEqual({ unmeasured: expect.stringContaining('before') })
  })

  test('what comes to its end after the time of a constant load is not in its steady part', () => {
    expect(runParts({ from: 0, to: 30, whole: true }, { from: 1, to: 41 }, 42).steady).toEqual({ from: 1, to: 31 })
    expect(runParts({ from: 0, whole: true }, { from: 1, to: 41 }, 42).steady).toEqual({ from: 1, to: 41 })
  })

  test('without a word of k6 nobody knows them', () => {
    expect(runParts(spike, undefined, 95)).toEqual({
      seconds: 95,
      steady: { unmeasured: expect.stringContaining('k6') },
    })
  })
})
