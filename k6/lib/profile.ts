import type { LoadProfile, Scenario, ScenarioPromise, Service } from '../../src/model/service.ts'
import { seconds } from '../../src/model/units.ts'
import { type TlsOptions, tlsOptions } from './connection.ts'
// k6 refuses a threshold on a metric that no module has made: this one makes those of the account.
import './books.ts'
import { countIteration, countLateStart, countMissed, countThrown, requestsBegun } from './counts.ts'
import { environment, optionsAreRead, sleep, whoami } from './k6.ts'
import { bookkeeping, ownPromise, promises, type Thresholds, together } from './thresholds.ts'
import type { Variables } from './variables.ts'

/** The options of k6 that a steady load sets. */
export interface SteadyOptions {
  readonly vus: number
  readonly duration: string
  readonly thresholds: Thresholds
  readonly summaryTrendStats: string[]
  readonly systemTags: string[]
}

/** How many virtual users: `TEST_VUS` before the definition. Throws where the variable makes no sense. */
export function virtualUsers(profile: Pick<LoadProfile, 'virtualUsers'>, text: string | undefined): number {
  if (text === undefined || text === '') return profile.virtualUsers
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`TEST_VUS must be a whole number from 1, not "${text}"`)
  return Number(text)
}

/** How long: `TEST_DURATION` before the definition. Throws where the variable makes no sense. */
export function duration(profile: Pick<LoadProfile, 'duration'>, text: string | undefined): string {
  if (text === undefined || text === '') return profile.duration
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text))
    throw new Error(`TEST_DURATION must be a time such as 60s, not "${text}"`)
  return text
}

/** The seconds of a time as k6 writes it, such as `1m30s`. */
export function secondsOfTime(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 }
  let sum = 0
  for (const [, amount, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    sum += Number(amount) * (units[unit] ?? 0)
  return sum
}

/** How every scenario measures, and how it trusts the service. */
export const measuring: {
  readonly summaryTrendStats: string[]
  readonly systemTags: string[]
  readonly maxRedirects: number
} & TlsOptions = {
  summaryTrendStats: ['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max', 'count'],
  // Without `scenario`, `url`, `group`, `proto` and the like: each label value is a series of its own.
  systemTags: ['name', 'method', 'status', 'expected_response', 'error_code', 'check'],
  // A redirect followed would be two requests for one that was offered.
  maxRedirects: 0,
  ...tlsOptions(),
}

/** A load profile by name. Throws where the definition has none of that name. */
export function profileOf(service: Service, name: string): LoadProfile {
  const profile = service.loadProfiles[name]
  if (profile === undefined) throw new Error(`the definition of ${service.name} has no load profile "${name}"`)
  return profile
}

/** A scenario of the definition, of this kind. Throws where the definition has none of that name. */
export function scenarioOf<Kind extends Scenario['kind']>(
  service: Service,
  name: string,
  kind: Kind,
): Extract<Scenario, { readonly kind: Kind }> {
  const scenario = service.scenarios?.[name]
  if (scenario?.kind !== kind) throw new Error(`the definition of ${service.name} has no ${kind} scenario "${name}"`)
  return scenario as Extract<Scenario, { readonly kind: Kind }>
}

/** Thresholds for k6's options. They are many, and made once: 400 virtual users would take seconds to make them again. */
export function thresholdsOnce(make: () => Thresholds): Thresholds {
  return optionsAreRead ? make() : {}
}

/** How long and by how many virtual users; and what it promises of its own, if anything. */
export interface SteadyProfile extends Pick<LoadProfile, 'virtualUsers' | 'duration'> {
  readonly promise?: ScenarioPromise
}

/**
 * The profile as k6's options, `TEST_VUS` and `TEST_DURATION` before the definition. They stand at the top level, so
 * that k6's own `--vus`, `--duration` and `--iterations` work. Throws where a variable makes no sense.
 */
export function steadyLoad(
  service: Service,
  profile: SteadyProfile,
  variables: Variables = environment,
): SteadyOptions {
  return {
    vus: virtualUsers(profile, variables['TEST_VUS']),
    duration: duration(profile, variables['TEST_DURATION']),
    thresholds: thresholdsOnce(() =>
      together(
        promises(service),
        profile.promise ? ownPromise(profile.promise) : {},
        // Only the runner reads these; a person would find them between the real ones.
        variables['SIDELIGHT_SUMMARY'] ? bookkeeping(service) : {},
      ),
    ),
    ...measuring,
  }
}

// Multiples of the golden ratio's fraction spread any number of virtual users evenly over one pace.
const spread = 0.618034

// Waking up this share of a pace too late is the generator's doing, not the service's.
const tolerance = 0.2

/** Counts what ends by an exception: k6 logs it and goes on with the next iteration, as if nothing had been left out. */
export function guarded(iteration: () => void): void {
  try {
    iteration()
  } catch (error) {
    countThrown()
    throw error
  }
}

/**
 * Waits until one `pace` has passed since `begun`. Where it has passed long ago, the requests that would have been sent
 * meanwhile are counted as missed: left out they would flatter a service that hangs, since virtual users that wait send
 * nothing. Milliseconds; `requests`: how many were sent since then. Says whether it woke up in time.
 */
export function keepPace(begun: number, pace: number, requests: number): boolean {
  const over = Date.now() - begun
  if (over >= pace) {
    countMissed((Math.floor(over / pace) - 1) * requests)
    return true
  }
  sleep((pace - over) / 1000)
  return Date.now() - begun - pace <= pace * tolerance
}

/** Runs the iteration, then waits until one `pace` has passed since it began. The first ones are spread over a pace. */
export function paced(pace: LoadProfile['pace'], iteration: () => void): void {
  const whole = seconds(pace) * 1000
  const who = whoami()
  if (who.iteration === 0) sleep((whole * ((who.virtualUser * spread) % 1)) / 1000)
  const begun = Date.now()
  countIteration()
  const sent = requestsBegun()
  guarded(iteration)
  if (!keepPace(begun, whole, requestsBegun() - sent)) countLateStart()
}
