import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { heartbeat } from './heartbeat.ts'
import { recorder } from './testing/recorder.ts'

vi.mock('./k6.ts', async () => (await import('./testing/recorder.ts')).shim)

beforeEach(() => {
  recorder.clear()
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => void vi.useRealTimers())

test.each([
  ['in time', 5, 0],
  ['late', 50, 1],
])('a machine that wakes up %s is seen as such, for as long as the load runs', (_, late, share) => {
  recorder.onSleep = (seconds) => void vi.advanceTimersByTime(seconds * 1000 + late)
  heartbeat(3)
  const begun = recorder.values('iterations_begun').length
  expect(Date.now()).toBeGreaterThan(2_800)
  expect(begun).toBeGreaterThan(15)
  expect(recorder.values('iterations_late').length / begun).toBe(share)
})
