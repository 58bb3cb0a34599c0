import type { ContinuousScenario, Scenario, Service, StepsScenario } from '../service.ts'
import { perSecond, seconds } from '../units.ts'
import { error, type Report } from './finding.ts'

function stepFindings(at: string, scenario: StepsScenario): Report[] {
  const found: Report[] = []
  if (!(scenario.factor > 1))
    found.push(error('steps-do-not-rise', `${at}.factor`, 'every step is as high as the one before', 'Write above 1.'))
  if (perSecond(scenario.upTo) < perSecond(scenario.from))
    found.push(error('steps-end-below', `${at}.upTo`, 'lies below the first step', 'Write at least `from`.'))
  if (seconds(scenario.sustained) > seconds(scenario.each))
    found.push(error('step-too-short', `${at}.each`, 'is shorter than `sustained`', 'Make the steps longer.'))
  return found
}

function continuousFindings(at: string, scenario: ContinuousScenario, known: readonly string[]): Report[] {
  const named = [
    { path: `${at}.creation`, operation: scenario.creation },
    ...Object.keys(scenario.promise.success ?? {}).map((operation) => ({
      path: `${at}.promise.success.${operation}`,
      operation,
    })),
  ]
  return named
    .filter(({ operation }) => !known.includes(operation))
    .map(({ path, operation }) =>
      error('unknown-operation', path, `"${operation}" is no operation`, `Use one of: ${known.join(', ')}.`),
    )
}

function findingsOf(at: string, scenario: Scenario, known: readonly string[]): Report[] {
  switch (scenario.kind) {
    case 'steps':
      return stepFindings(at, scenario)
    case 'continuous':
      return continuousFindings(at, scenario, known)
    case 'arrivals':
    case 'overload':
      return []
  }
}

/** Scenarios that are about operations which the service does not have, or that cannot do what they are for. */
export function scenarioFindings(service: Service): readonly Report[] {
  const known = Object.keys(service.operations)
  return Object.entries(service.scenarios ?? {}).flatMap(([name, scenario]) =>
    findingsOf(`scenarios.${name}`, scenario, known),
  )
}
