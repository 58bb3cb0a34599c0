import { beforeEach, describe, expect, test, vi } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { scenarioOf } from './profile.ts'
import { refuseOtherLoads, stepAt, steppedLoad, stepsOf } from './steps.ts'
import { recorder } from './testing/recorder.ts'

vi.mock('./k6.ts', async () => (await import('./testing/recorder.ts')).shim)

beforeEach(() => recorder.clear())

const scenario = scenarioOf(wallet, 'stress-test-to-failure', 'steps')

describe('steps', () => {
  test('rise by their factor, to the highest', () => {
    expect(stepsOf({ ...scenario, from: '100/s', factor: 2, upTo: '900/s' }, {}).rates).toEqual([100, 200, 400, 800])
  })

  test('give way to the environment', () => {
    const steps = stepsOf(scenario, { TEST_MAX_RATE: '160', TEST_DURATION: '1m30s', TEST_VUS: '7' })
    expect(steps).toEqual({ rates: [100, 150], each: 90, virtualUsers: 7 })
    expect(stepsOf(scenario, { TEST_MAX_RATE: '20/s' }).rates).toEqual([20])
  })

  test.each([
    [{ TEST_MAX_RATE: 'all' }, 'TEST_MAX_RATE'],
    [{ TEST_MAX_RATE: '0' }, 'TEST_MAX_RATE'],
    [{ TEST_DURATION: '2s' }, 'TEST_DURATION'],
    [{ TEST_VUS: '-1' }, 'TEST_VUS'],
  ])('%o is refused', (variables, name) => {
    expect(() => stepsOf(scenario, variables)).toThrow(name)
  })

  test('are an open model whose rate jumps and then stays', () => {
    const { scenarios } = steppedLoad(wallet, scenario, { rates: [10, 20], each: 5, virtualUsers: 9 }, {})
    expect(scenarios.steps).toMatchObject({ executor: 'ramping-arrival-rate', maxVUs: 9, preAllocatedVUs: 9 })
    expect(scenarios.steps).toHaveProperty('stages', [
      { target: 10, duration: '0s' },
      { target: 10, duration: '5000ms' },
      { target: 20, duration: '0s' },
      { target: 20, duration: '5000ms' },
    ])
  })

  test('are told by the time since the load began', () => {
    const steps = { rates: [1, 2, 3], each: 10, virtualUsers: 1 }
    expect([-1, 0, 9_999, 10_000, 29_000, 99_000].map((elapsed) => stepAt(steps, elapsed))).toEqual([0, 0, 0, 1, 2, 2])
  })

  test('are not replaced in silence', () => {
    recorder.scenarios = ['default']
    expect(refuseOtherLoads).toThrow(/--duration.*TEST_DURATION.*TEST_MAX_RATE.*TEST_VUS/)
    recorder.scenarios = ['steps', 'watch']
    expect(refuseOtherLoads).not.toThrow()
  })
})
