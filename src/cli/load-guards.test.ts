import { expect, test } from 'vitest'
import { nothingRead } from '../../monitoring/monitors/readings/assemble.ts'
import type { Reading } from '../../monitoring/monitors/readings/reading.ts'
import { wallet } from '../../services/wallet.ts'
import { liveSlos } from '../analysis/live.ts'
import { loadCounts } from '../analysis/testing/evidence.ts'
import { type Guarded, type GuardKind, Guards } from './load-guards.ts'

const empty = nothingRead(wallet, { at: 0, source: '', presence: { state: 'up', detail: '' }, reason: 'none' })
const failing = liveSlos(wallet, loadCounts(wallet, 100, { get: { unexpected: { 'server-error': 50 } } }))
const well = liveSlos(wallet, loadCounts(wallet, 100))
const withCpu = (cpu: number): Reading => ({ ...empty, levels: { ...empty.levels, cpu } })
const withP95 = (p95: number): Reading => ({
  ...empty,
  served: { ...empty.served, operations: { get: { requests: 100, average: 1, p95 } } },
})

/** Why the run is ended, and after how many seconds; `undefined` where it never is in ten. */
function endedBy(kinds: readonly GuardKind[], at: (second: number) => Partial<Guarded>) {
  const guards = new Guards(wallet, kinds)
  for (let second = 0; second <= 10; second++) {
    const reason = guards.see({ now: second * 1_000, slos: well, reading: undefined, ...at(second) })
    if (reason !== undefined) return { second, reason }
  }
  return undefined
}

test('an SLO that stays broken ends a run after five seconds, with what was bad', () => {
  expect(endedBy(['slo'], () => ({ slos: failing }))).toEqual({
    second: 5,
    reason: expect.stringMatching(/^Availability is broken: 50 of 800 were bad \(50 failed/),
  })
})

test('what is bad for a moment, or not guarded, ends nothing', () => {
  expect(endedBy(['slo'], (second) => ({ slos: second % 4 === 3 ? well : failing }))).toBeUndefined()
  expect(endedBy(['limit'], () => ({ slos: failing }))).toBeUndefined()
  expect(endedBy([], () => ({ slos: failing, reading: withCpu(0.99) }))).toBeUndefined()
  expect(endedBy(['slo', 'limit'], () => ({ reading: empty }))).toBeUndefined()
})

test('a resource above its limit, and an operation above its critical P95, end a run', () => {
  expect(endedBy(['limit'], () => ({ reading: withCpu(0.97) }))?.reason).toBe('CPU is at 97%, limit 80%')
  expect(endedBy(['limit'], () => ({ reading: withCpu(0.7) }))).toBeUndefined()
  expect(endedBy(['limit'], () => ({ reading: withP95(301) }))?.reason).toBe('P95 of get is 301 ms, critical is 300ms')
  expect(endedBy(['limit'], () => ({ reading: withP95(299) }))).toBeUndefined()
})
