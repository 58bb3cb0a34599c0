import type { ArrivalsScenario, Service } from '../../src/model/service.ts'
import { perSecond, seconds } from '../../src/model/units.ts'
import { sharedBooks } from './books.ts'
import { walletClient } from './client.ts'
import { heartbeat } from './heartbeat.ts'
import { environment, scenariosInForce, turn } from './k6.ts'
import { duration, guarded, measuring, scenarioOf, secondsOfTime, thresholdsOnce, virtualUsers } from './profile.ts'
import { seededByNumber, seedOfRun } from './random.ts'
import { runId } from './run-id.ts'
import { bookkeeping, promises, together } from './thresholds.ts'
import { inTurn } from './turns.ts'
import { everyOperation, fillPool, settlePool, transact, type WalletPool } from './wallet-pool.ts'

/** The name of the load among k6's scenarios. */
const loadName = 'arrivals'

interface Stage {
  readonly rate: number
  readonly seconds: number
}

/** The stages in force: `TEST_DURATION` is the length of all of them together. Throws where it makes no sense. */
export function stagesOf(scenario: ArrivalsScenario, variables = environment): readonly Stage[] {
  const stages = scenario.stages.map((stage) => ({ rate: perSecond(stage.rate), seconds: seconds(stage.for) }))
  const whole = stages.reduce((sum, stage) => sum + stage.seconds, 0)
  const wanted = secondsOfTime(duration({ duration: `${whole}s` }, variables['TEST_DURATION']))
  return stages.map(({ rate, seconds: length }) => ({ rate, seconds: (length * wanted) / whole }))
}

const wholeOf = (stages: readonly Stage[]) => stages.reduce((sum, stage) => sum + stage.seconds, 0)

/** The stages as k6's options. Within a stage the rate is constant; it jumps from one to the next. */
export function arrivalLoad(service: Service, scenario: ArrivalsScenario, variables = environment) {
  const stages = stagesOf(scenario, variables)
  const users = virtualUsers(scenario, variables['TEST_VUS'])
  return {
    scenarios: {
      [loadName]: {
        executor: 'ramping-arrival-rate',
        startRate: Math.max(1, Math.round(stages[0]?.rate ?? 1)),
        timeUnit: '1s',
        // All of them: making one during the run takes the time in which requests are due.
        preAllocatedVUs: users,
        maxVUs: users,
        stages: stages.flatMap(({ rate, seconds: length }) => [
          { target: Math.max(1, Math.round(rate)), duration: '0s' },
          { target: Math.max(1, Math.round(rate)), duration: `${Math.round(length * 1000)}ms` },
        ]),
        gracefulStop: '15s',
      },
      heartbeat: {
        executor: 'per-vu-iterations',
        vus: 1,
        iterations: 1,
        exec: 'watch',
        // No longer than the load itself: k6 tells the time of a run by the longest of its scenarios.
        maxDuration: `${Math.ceil(wholeOf(stages))}s`,
        gracefulStop: '15s',
      },
    },
    thresholds: thresholdsOnce(() =>
      together(promises(service), variables['SIDELIGHT_SUMMARY'] ? bookkeeping(service) : {}),
    ),
    ...measuring,
  }
}

/** Refuses, in `setup`, options that replace several stages by something else. Throws with the variables to use. */
export function refuseWithoutStages(scenario: ArrivalsScenario): void {
  if (scenario.stages.length === 1 || scenariosInForce().includes(loadName)) return
  throw new Error(
    'this scenario changes its rate: --duration, --iterations, --vus and --stage mean nothing to it. ' +
      'Use TEST_DURATION (all stages together) and TEST_VUS (most virtual users)',
  )
}

// A second behind, a request is no longer the one that was due.
const tooLate = 1_000

/**
 * What a scenario of arrivals exports. Each iteration is one request. Under options that replace the stages (`--duration`,
 * `--vus`, …) the virtual users take turns, so that the rate stays the same.
 */
export function arrivals(service: Service, name: string) {
  const scenario = scenarioOf(service, name, 'arrivals')
  const client = walletClient(service, sharedBooks)
  // By its number in the run, so that the sequence is the same whichever virtual user sends it.
  const random = seededByNumber(seedOfRun())
  const fresh = runId()
  const every = 1000 / (stagesOf(scenario)[0]?.rate ?? 1)
  // Of this virtual user. Nothing is made for a single request that all can share: k6 takes its time for it.
  let pool: WalletPool = []
  const request = () => {
    transact(client, fresh, pool, everyOperation, random(turn()))
  }
  const nothing = () => false
  let staged: boolean | undefined
  return {
    options: arrivalLoad(service, scenario),
    watch(): void {
      heartbeat(wholeOf(stagesOf(scenario)))
    },
    setup(): WalletPool {
      refuseWithoutStages(scenario)
      return fillPool(client, fresh, 50)
    },
    iterate(filled: WalletPool): void {
      pool = filled
      staged ??= scenariosInForce().includes(loadName)
      if (staged) guarded(request)
      else inTurn({ every, pace: every, tooLate }, nothing, request)
    },
    teardown(filled: WalletPool): void {
      settlePool(client, fresh, filled)
    },
  }
}
