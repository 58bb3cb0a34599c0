import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { paced, profileOf, steadyLoad } from './profile.ts'
import { between, seeded, seededByNumber, seedOfRun } from './random.ts'
import { recorder } from './testing/recorder.ts'
import { bookkeeping, promises } from './thresholds.ts'

vi.mock('./k6.ts', async () => (await import('./testing/recorder.ts')).shim)

const profile = profileOf(wallet, 'basic')

describe('options', () => {
  test('are those of the definition, at the top level', () => {
    expect(steadyLoad(wallet, profile, {})).toMatchObject({ vus: 5, duration: '30s' })
    expect(steadyLoad(wallet, profile, {})).not.toHaveProperty('scenarios')
  })

  test('give way to the environment', () => {
    expect(steadyLoad(wallet, profile, { TEST_VUS: '10', TEST_DURATION: '1m30s' })).toMatchObject({
      vus: 10,
      duration: '1m30s',
    })
    expect(steadyLoad(wallet, profile, { TEST_VUS: '', TEST_DURATION: '' })).toMatchObject({ vus: 5, duration: '30s' })
  })

  test.each([
    [{ TEST_VUS: '0' }, 'TEST_VUS'],
    [{ TEST_VUS: '2.5' }, 'TEST_VUS'],
    [{ TEST_VUS: 'many' }, 'TEST_VUS'],
    [{ TEST_DURATION: '60' }, 'TEST_DURATION'],
    [{ TEST_DURATION: 'long' }, 'TEST_DURATION'],
  ])('%o is refused', (variables, name) => {
    expect(() => steadyLoad(wallet, profile, variables)).toThrow(name)
  })

  test('a profile that is not defined is named', () => {
    expect(() => profileOf(wallet, 'soak')).toThrow('"soak"')
  })
})

describe('thresholds', () => {
  test('are the SLOs and the load targets of the definition', () => {
    expect(promises(wallet)).toMatchObject({
      http_req_duration: ['p(95)<=100', 'p(99)<=200'],
      http_req_failed: ['rate<=0.001'],
      'http_req_duration{name:transfer}': ['p(95)<300'],
    })
    // Two of k6's own metrics and two of the account.
    expect(Object.keys(promises(wallet))).toHaveLength(4 + Object.keys(wallet.operations).length)
  })

  test('ask what an SLO of some operations promises of each of them, beside its load target', () => {
    const slos = {
      fast: { kind: 'latency', title: '', objective: '99.5%', within: '1s', window: '30d', operations: ['get'] },
      there: { kind: 'availability', title: '', objective: '99%', window: '30d', operations: ['get'] },
      right: { kind: 'business-errors', title: '', objective: '99%', window: '30d' },
    } as const
    const thresholds = promises({ ...wallet, slos })
    expect(thresholds['http_req_duration{name:get}']).toEqual(['p(99.5)<=1000', 'p(95)<100'])
    expect(thresholds['http_req_failed{name:get}']).toEqual(['rate<=0.01'])
    expect(thresholds['http_req_failed']).toEqual(['rate<=0.01'])
    expect(thresholds['http_req_duration']).toBeUndefined()
  })

  test('of a profile stand beside those of the definition on the same metric', () => {
    const { thresholds } = steadyLoad(wallet, { ...profile, promise: { p95: '50ms' } }, {})
    expect(thresholds['http_req_duration']).toEqual(['p(95)<=100', 'p(99)<=200', 'p(95)<50'])
  })

  test('the bookkeeping is for the runner alone and overwrites no promise', () => {
    const own = Object.keys(promises(wallet))
    expect(Object.keys(steadyLoad(wallet, profile, {}).thresholds)).toEqual(own)
    expect(Object.keys(steadyLoad(wallet, profile, { SIDELIGHT_SUMMARY: '/s.json' }).thresholds)).toEqual(
      expect.arrayContaining([...own, ...Object.keys(bookkeeping(wallet))]),
    )
    expect(Object.keys(bookkeeping(wallet)).filter((key) => own.includes(key))).toEqual([])
  })
})

describe('a pace', () => {
  beforeEach(() => {
    recorder.clear()
    vi.useFakeTimers({ now: 0 })
  })
  afterEach(() => void vi.useRealTimers())

  test('leaves the rest of it for sleep', () => {
    recorder.iteration = 3
    paced('250ms', () => void vi.setSystemTime(100))
    expect(recorder.slept).toEqual([0.15])
    expect(recorder.values('iterations_begun')).toEqual([1])
  })

  test('that an iteration overran is not slept, and is not the fault of the generator', () => {
    recorder.iteration = 3
    paced('250ms', () => void vi.setSystemTime(900))
    expect(recorder.slept).toEqual([])
    expect(recorder.values('iterations_late')).toEqual([])
  })

  test('spreads the first iterations', () => {
    paced('250ms', () => undefined)
    expect(recorder.slept[0]).toBeGreaterThan(0)
    expect(recorder.slept[0]).toBeLessThan(0.25)
  })
})

describe('chance', () => {
  test('repeats with its seed and differs between virtual users and iterations', () => {
    const first = (...parts: number[]) => seeded(...parts)()
    expect(first(1, 2, 3)).toBe(first(1, 2, 3))
    const drawn = new Set<number>()
    for (let user = 0; user < 50; user++)
      for (let iteration = 0; iteration < 50; iteration++) drawn.add(first(1, user, iteration))
    expect(drawn.size).toBeGreaterThan(2_490)
  })

  test('by number is the same as by both parts, one number after the other', () => {
    const byNumber = seededByNumber(7)
    for (const number of [0, 1, 2_000_000]) {
      const [one, other] = [byNumber(number), seeded(7, number)]
      expect([one(), one(), one()]).toEqual([other(), other(), other()])
    }
  })

  test('is even over its range, bounds included', () => {
    const random = seeded(1)
    const counts = new Map<number, number>()
    for (let draw = 0; draw < 6_000; draw++) {
      const value = between(random, 1, 6)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6])
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })

  test('takes its seed from the environment', () => {
    expect(seedOfRun('')).toBe(1)
    expect(seedOfRun('42')).toBe(42)
    expect(() => seedOfRun('x')).toThrow('TEST_SEED')
  })
})
