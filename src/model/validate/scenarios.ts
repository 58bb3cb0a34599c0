import type { Service } from '../service.ts'
import { error, type Report } from './finding.ts'

/** Scenarios that are about operations which the service does not have. */
export function scenarioFindings(service: Service): readonly Report[] {
  const known = Object.keys(service.operations)
  return Object.entries(service.scenarios ?? {}).flatMap(([name, scenario]) => {
    const at = `scenarios.${name}`
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
  })
}
