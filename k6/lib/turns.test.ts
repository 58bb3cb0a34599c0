import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { paced } from './profile.ts'
import { recorder } from './testing/recorder.ts'
import { inTurn } from './turns.ts'

vi.mock('./k6.ts', async () => (await import('./testing/recorder.ts')).shim)

beforeEach(() => {
  recorder.clear()
  vi.useFakeTimers({ now: 0 })
  recorder.onSleep = (seconds) => void vi.advanceTimersByTime(seconds * 1000)
})
afterEach(() => void vi.useRealTimers())

const turns = { every: 2_000, pace: 100 }
const takes = (milliseconds: number) => () => {
  vi.advanceTimersByTime(milliseconds)
  return true
}

describe('a turn', () => {
  test('comes at its time, and until then there is something to do at the pace', () => {
    recorder.turn = { number: 3, startedAt: 0 }
    const meanwhile = vi.fn(takes(40))
    let at = 0
    inTurn(turns, meanwhile, () => {
      at = Date.now()
    })
    expect(at).toBe(6_000)
    expect(meanwhile).toHaveBeenCalledTimes(60)
    expect(recorder.values('requests_missed')).toEqual([])
  })

  test('that has passed is taken at once', () => {
    recorder.turn = { number: 1, startedAt: -5_000 }
    const meanwhile = vi.fn(takes(1))
    const iteration = vi.fn()
    inTurn(turns, meanwhile, iteration)
    expect(meanwhile).not.toHaveBeenCalled()
    expect(iteration).toHaveBeenCalledOnce()
    expect(recorder.values('iterations_late')).toEqual([])
  })

  test('that would come after the end of the run is left out', () => {
    recorder.turn = { number: 5, startedAt: 0 }
    recorder.progress = 1
    const iteration = vi.fn()
    inTurn(turns, () => false, iteration)
    expect(iteration).not.toHaveBeenCalled()
  })

  test('that is too late is left out and counted', () => {
    recorder.turn = { number: 1, startedAt: -5_000 }
    const iteration = vi.fn()
    inTurn({ ...turns, tooLate: 1_000 }, () => false, iteration)
    expect(iteration).not.toHaveBeenCalled()
    expect(recorder.values('requests_missed')).toEqual([1])
  })

  test('waits without requests where there is nothing to do', () => {
    recorder.turn = { number: 1, startedAt: 0 }
    inTurn(
      turns,
      () => false,
      () => undefined,
    )
    expect(Date.now()).toBe(2_000)
    expect(recorder.slept).toHaveLength(8)
  })

  test('counts the requests that a hanging service kept from being sent', () => {
    recorder.turn = { number: 3, startedAt: 0 }
    const meanwhile = vi.fn(takes(10)).mockImplementationOnce(takes(5_000))
    inTurn(turns, meanwhile, () => undefined)
    expect(recorder.values('requests_missed')).toEqual([49])
  })
})

test('a pace counts the requests of the iterations that it missed', () => {
  recorder.iteration = 1
  paced('250ms', () => void vi.advanceTimersByTime(240))
  paced('250ms', () => void vi.advanceTimersByTime(490))
  expect(recorder.values('requests_missed')).toEqual([])
})
