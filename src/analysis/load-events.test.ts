import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import type { Slo } from '../model/service.ts'
import type { LoadCounts } from './load-counts.ts'
import { droppedRequests, loadEvents } from './load-events.ts'
import { loadCounts } from './testing/evidence.ts'

const latency: Slo = { kind: 'latency', title: 'P95', objective: '95%', within: '100ms', window: '30d' }
const availability: Slo = { kind: 'availability', title: 'Availability', objective: '99.9%', window: '30d' }
const business: Slo = { kind: 'business-errors', title: 'Business', objective: '99.9%', window: '30d' }

describe('of all requests offered', () => {
  test.each<[string, Slo, Parameters<typeof loadCounts>[2], number]>([
    ['none is bad in a good run', latency, {}, 0],
    ['a slow one is bad for latency', latency, { get: { within: { p95: 99 } } }, 1],
    ['a slow one is not bad for availability', availability, { get: { within: { p95: 99 } } }, 0],
    ['a 5xx is bad for availability', availability, { get: { unexpected: { 'server-error': 2 } } }, 2],
    ['a timeout is bad for availability', availability, { get: { unexpected: { timeout: 2 } } }, 2],
    ['a lost connection is bad for availability', availability, { get: { unexpected: { connection: 2 } } }, 2],
    ['an unexpected refusal is not bad for availability', availability, { get: { unexpected: { refused: 2 } } }, 0],
    ['an unexpected refusal is bad for business', business, { get: { unexpected: { refused: 2 } } }, 2],
    ['one in flight at the end is bad for latency', latency, { get: { completed: 97, within: { p95: 97 } } }, 3],
    ['one in flight at the end is bad for availability', availability, { get: { completed: 97 } }, 3],
  ])('%s', (_title, slo, changes, bad) => {
    const events = loadEvents(wallet, 'p95', slo, loadCounts(wallet, 100, changes), false)
    expect(events).toMatchObject({ good: 800 - bad, total: 800 })
  })

  test('a dropped iteration counts as many as an iteration makes', () => {
    const counts = loadCounts(wallet, 100)
    const dropping: LoadCounts = { ...counts, iterations: { completed: 90, interrupted: 10, dropped: 5 } }
    expect(droppedRequests(dropping)).toBe(40)
    expect(loadEvents(wallet, 'availability', availability, dropping, false)).toMatchObject({ good: 800, total: 840 })
    const some: Slo = { ...availability, operations: ['get', 'balance'] }
    expect(loadEvents(wallet, 'availability', some, dropping, false)).toMatchObject({ good: 200, total: 210 })
  })

  test('all are bad where everything was dropped', () => {
    const none: LoadCounts = { ...loadCounts(wallet, 0), iterations: { completed: 0, interrupted: 0, dropped: 7 } }
    expect(loadEvents(wallet, 'p95', latency, none, false)).toMatchObject({ good: 0, total: 7 })
  })

  test('those that a stopped run cut off count neither way', () => {
    const counts = loadCounts(wallet, 100, { get: { completed: 97, within: { p95: 97 } } })
    expect(loadEvents(wallet, 'p95', latency, counts, true)).toMatchObject({ good: 797, total: 797 })
    const dropping: LoadCounts = { ...counts, iterations: { completed: 100, interrupted: 0, dropped: 1 } }
    expect(loadEvents(wallet, 'p95', latency, dropping, true)).toMatchObject({ good: 797, total: 805 })
  })

  test('a scenario that did not count a promise leaves it unmeasured', () => {
    const counts = loadCounts(wallet, 100, { get: { within: {} } })
    expect(loadEvents(wallet, 'p95', latency, counts, false)).toHaveProperty('unmeasured')
  })

  test('the bad ones are those that have a cause', () => {
    const part = fc.nat({ max: 50 })
    fc.assert(
      fc.property(part, part, part, part, (slow, failed, flying, dropped) => {
        const completed = 200 - flying
        const within = { p95: completed - slow - failed }
        const counts = loadCounts(wallet, 200, { get: { completed, unexpected: { timeout: failed }, within } })
        const run = { ...counts, iterations: { completed: 200, interrupted: 0, dropped } }
        const events = loadEvents(wallet, 'p95', latency, run, false)
        expect(events).toEqual({
          good: 1600 - slow - failed - flying,
          total: 1600 + dropped * 8,
          causes: { failed, 'too slow': slow, 'in flight at the end': flying, dropped: dropped * 8 },
        })
      }),
    )
  })
})
