import type { OverloadScenario, StepsScenario } from '../../src/model/service.ts'
import { environment } from './k6.ts'
import { duration, secondsOfTime, virtualUsers } from './profile.ts'
import { highestRate, type Steps } from './steps.ts'
import type { Variables } from './variables.ts'

/** A load far beyond capacity: steps of which there is one, that nothing ends before its time. */
export interface Overload {
  readonly scenario: StepsScenario
  readonly steps: Steps
}

/**
 * The overload in force: `TEST_MAX_RATE` for its rate, `TEST_DURATION` for how long, `TEST_VUS` for the most virtual users.
 * Throws where one of them makes no sense.
 */
export function overloadOf(overload: OverloadScenario, variables: Variables = environment): Overload {
  const rate = Math.round(highestRate(overload.rate, variables['TEST_MAX_RATE']))
  const each = secondsOfTime(duration({ duration: overload.for }, variables['TEST_DURATION']))
  const users = virtualUsers(overload, variables['TEST_VUS'])
  return {
    scenario: {
      kind: 'steps',
      from: `${rate}/s`,
      upTo: `${rate}/s`,
      factor: 2,
      each: `${each}s`,
      // Longer than the load: it is not stopped for what it is there to do.
      sustained: `${each + 60}s`,
      recovery: overload.recovery,
      virtualUsers: users,
    },
    steps: { rates: [rate], each, virtualUsers: users },
  }
}
