import { beforeEach, describe, expect, test, vi } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { arrivalLoad, refuseWithoutStages, stagesOf } from './arrivals.ts'
import { walletClient } from './client.ts'
import { scenarioOf } from './profile.ts'
import { seeded } from './random.ts'
import { recorder } from './testing/recorder.ts'
import { everyOperation, transact, transactions } from './wallet-pool.ts'

vi.mock('./k6.ts', async () => (await import('./testing/recorder.ts')).shim)

beforeEach(() => recorder.clear())

const spike = scenarioOf(wallet, 'spike', 'arrivals')
const smoke = scenarioOf(wallet, 'smoke', 'arrivals')

describe('arrivals', () => {
  test('are an open model of the stages in the definition', () => {
    const { arrivals } = arrivalLoad(wallet, spike, {}).scenarios
    expect(arrivals).toMatchObject({
      executor: 'ramping-arrival-rate',
      startRate: 50,
      preAllocatedVUs: 300,
      maxVUs: 300,
    })
    expect(arrivals).toHaveProperty('stages', [
      { target: 50, duration: '0s' },
      { target: 50, duration: '30000ms' },
      { target: 300, duration: '0s' },
      { target: 300, duration: '20000ms' },
      { target: 50, duration: '0s' },
      { target: 50, duration: '40000ms' },
    ])
  })

  test('give way to the environment: the time of all stages together, the most virtual users', () => {
    expect(stagesOf(spike, { TEST_DURATION: '9s' }).map(({ seconds }) => seconds)).toEqual([3, 2, 4])
    expect(arrivalLoad(wallet, spike, { TEST_VUS: '7' }).scenarios.arrivals).toMatchObject({ maxVUs: 7 })
    expect(() => stagesOf(spike, { TEST_DURATION: '9' })).toThrow('TEST_DURATION')
  })

  test('of several stages are not replaced in silence; those of one keep their rate', () => {
    recorder.scenarios = ['default']
    expect(() => refuseWithoutStages(spike)).toThrow(/--duration.*TEST_DURATION.*TEST_VUS/)
    expect(() => refuseWithoutStages(smoke)).not.toThrow()
    recorder.scenarios = ['arrivals']
    expect(() => refuseWithoutStages(spike)).not.toThrow()
  })
})

describe('a mix', () => {
  test('is a hundred requests', () => {
    expect([transactions.length, everyOperation.length]).toEqual([100, 100])
  })

  test('gives every operation enough requests in the smoke test to tell its P95', () => {
    const client = walletClient(wallet)
    const pool = [
      { id: 'a', user: 'u' },
      { id: 'b', user: 'v' },
    ]
    const random = seeded(1)
    recorder.answer = { status: 200, error_code: 0, body: '{"id":"x"}' }
    let made = 0
    for (let sent = 0; sent < 1_500; sent++) transact(client, () => `r${made++}`, pool, everyOperation, random)
    for (const name of Object.keys(wallet.operations))
      expect(recorder.values('requests_offered', { name }).length).toBeGreaterThanOrEqual(59)
  })

  test('makes wallets where there are none', () => {
    recorder.answer = { status: 500, error_code: 1500 }
    expect(transact(walletClient(wallet), () => 'r', [], transactions, seeded(1))).toBe(false)
    expect(recorder.sent[0]).toMatchObject({ method: 'POST', url: expect.stringMatching(/wallets$/) })
  })
})
