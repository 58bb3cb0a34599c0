import type { Service, StepsScenario } from '../../src/model/service.ts'
import { parseRate, perSecond, type Rate, seconds } from '../../src/model/units.ts'
import { environment, scenariosInForce } from './k6.ts'
import { duration, measuring, secondsOfTime, thresholdsOnce, virtualUsers } from './profile.ts'
import { bookkeeping, moneyHeld, stepBookkeeping } from './thresholds.ts'
import type { Variables } from './variables.ts'

/** A load that rises in steps, with the environment before the definition. */
export interface Steps {
  /** Requests per second of each step, ascending. */
  readonly rates: readonly number[]
  /** Seconds of one step. */
  readonly each: number
  readonly virtualUsers: number
}

/** The name of the load among k6's scenarios. */
const loadName = 'steps'

/** The rate that `TEST_MAX_RATE` names, or the one of the definition. Throws where it makes no sense. */
export function highestRate(defined: Rate, text: string | undefined): number {
  if (text === undefined || text === '') return perSecond(defined)
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : parseRate(text)
  if (rate === undefined || rate < 1) throw new Error(`TEST_MAX_RATE must be a rate such as 500/s, not "${text}"`)
  return rate
}

/**
 * The steps in force: `TEST_MAX_RATE` for the highest, `TEST_DURATION` for how long each lasts, `TEST_VUS` for the most
 * virtual users. Throws where one of them makes no sense.
 */
export function stepsOf(scenario: StepsScenario, variables: Variables = environment): Steps {
  const most = highestRate(scenario.upTo, variables['TEST_MAX_RATE'])
  const each = secondsOfTime(duration({ duration: scenario.each }, variables['TEST_DURATION']))
  if (each < seconds(scenario.sustained))
    throw new Error(`TEST_DURATION is the time of a step here: at least ${scenario.sustained}`)
  const rates: number[] = []
  for (let rate = perSecond(scenario.from); rate <= most; rate *= scenario.factor) rates.push(Math.round(rate))
  if (rates.length === 0) rates.push(Math.round(most))
  return { rates, each, virtualUsers: virtualUsers(scenario, variables['TEST_VUS']) }
}

/** The steps as k6's options: an open model for the load, one virtual user that watches, and time to recover. */
export function steppedLoad(service: Service, scenario: StepsScenario, steps: Steps, variables = environment) {
  const { rates, each } = steps
  const longest = Math.ceil(rates.length * each + seconds(scenario.recovery)) + 20
  return {
    scenarios: {
      [loadName]: {
        executor: 'ramping-arrival-rate',
        startRate: rates[0] ?? 1,
        timeUnit: '1s',
        // All of them: making one during the run takes the time in which requests are due.
        preAllocatedVUs: steps.virtualUsers,
        maxVUs: steps.virtualUsers,
        // A stage of no length jumps: within a step the rate is constant.
        stages: rates.flatMap((target) => [
          { target, duration: '0s' },
          { target, duration: `${each * 1000}ms` },
        ]),
        gracefulStop: '10s',
      },
      watch: { executor: 'per-vu-iterations', vus: 1, iterations: 1, exec: 'watch', maxDuration: `${longest}s` },
    },
    teardownTimeout: `${Math.ceil(seconds(scenario.recovery)) + 20}s`,
    thresholds: thresholdsOnce(() => ({
      ...moneyHeld(service),
      ...(variables['SIDELIGHT_SUMMARY'] ? { ...bookkeeping(service), ...stepBookkeeping(service, rates.length) } : {}),
    })),
    ...measuring,
  }
}

/** Refuses, in `setup`, options that replace the steps. Throws with the variables to use instead. */
export function refuseOtherLoads(
  what = 'a rising rate',
  instead = 'TEST_DURATION (time of a step), TEST_MAX_RATE (highest step)',
): void {
  if (scenariosInForce().includes(loadName)) return
  throw new Error(
    `this scenario is ${what}: --duration, --iterations, --vus and --stage mean nothing to it. ` +
      `Use ${instead} and TEST_VUS (most virtual users)`,
  )
}

/** Which step it is so many milliseconds after the load began. */
export function stepAt(steps: Steps, elapsed: number): number {
  return Math.max(0, Math.min(steps.rates.length - 1, Math.floor(elapsed / (steps.each * 1000))))
}
