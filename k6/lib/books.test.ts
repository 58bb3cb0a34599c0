import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { checkHeld, closeAccount, type MovementEnd, openAccount, sharedBooks } from './books.ts'
import { recorder } from './testing/recorder.ts'

vi.mock('./k6.ts', async () => (await import('./testing/recorder.ts')).shim)

const sum = (metric: string) => recorder.values(metric).reduce<number>((total, value) => total + Number(value), 0)
const rooms = () => ({ above: sum('money_room_above'), below: sum('money_room_below') })

beforeEach(() => recorder.clear())

const movements = fc.array(
  fc.record({
    change: fc.integer({ min: -1_000, max: 1_000 }).filter((cents) => cents !== 0),
    how: fc.constantFrom<MovementEnd>('moved', 'refused', 'unknown'),
    /** Whether one without an answer took place. */
    happened: fc.boolean(),
  }),
)

describe('the shared account', () => {
  test('never doubts an honest service, whatever became of movements without an answer', () => {
    fc.assert(
      fc.property(movements, (list) => {
        recorder.clear()
        openAccount()
        let held = 0
        for (const { change, how, happened } of list) {
          sharedBooks.begin(change)
          if (how === 'moved' || (how === 'unknown' && happened)) held += change
          sharedBooks.end(change, how)
        }
        closeAccount(held)
        expect(rooms().above).toBeGreaterThanOrEqual(0)
        expect(rooms().below).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('finds every cent where all movements were answered', () => {
    fc.assert(
      fc.property(movements, fc.integer({ min: -5, max: 5 }), (list, wrong) => {
        recorder.clear()
        openAccount()
        let held = wrong
        for (const { change, how } of list) {
          sharedBooks.begin(change)
          if (how !== 'refused') held += change
          sharedBooks.end(change, how === 'unknown' ? 'moved' : how)
        }
        closeAccount(held)
        expect(rooms()).toEqual({ above: 0 - wrong, below: wrong })
      }),
    )
  })

  test('proves nothing while it is open, also with a movement under way', () => {
    openAccount()
    sharedBooks.begin(500)
    sharedBooks.end(500, 'moved')
    sharedBooks.begin(-200)
    expect(rooms().above).toBeGreaterThanOrEqual(0)
    expect(rooms().below).toBeGreaterThanOrEqual(0)
    expect(recorder.values('money_checks')).toEqual([])
  })
})

describe('a wallet', () => {
  test.each([
    [500, true, { above: 0, below: 0 }],
    [499, false, { above: 0, below: -1 }],
    [502, false, { above: -2, below: 0 }],
    [undefined, true, { above: 0, below: 0 }],
  ])('that should hold 500 and holds %s', (held, right, expected) => {
    expect(checkHeld(held, 500)).toBe(right)
    expect(rooms()).toEqual(expected)
  })
})
