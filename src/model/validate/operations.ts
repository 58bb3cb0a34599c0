import type { Service } from '../service.ts'
import { seconds } from '../units.ts'
import { error, type Report } from './finding.ts'

function targets(name: string, service: Service): Report[] {
  const target = service.operations[name]?.loadTarget
  if (!target) return []
  const ascending =
    seconds(target.target) <= seconds(target.acceptable) && seconds(target.acceptable) <= seconds(target.critical)
  return ascending
    ? []
    : [
        error(
          'load-target-order',
          `operations.${name}.loadTarget`,
          'target, acceptable and critical do not ascend',
          'Write the strictest first: target ≤ acceptable ≤ critical.',
        ),
      ]
}

/** Operations that cannot be told apart, refer to nothing, or expect the impossible. */
export function operationFindings(service: Service): readonly Report[] {
  const entries = Object.entries(service.operations)
  return entries.flatMap(([name, operation], index) => {
    const found = targets(name, service)
    const twin = entries
      .slice(0, index)
      .find(([, other]) => other.method === operation.method && other.uri === operation.uri)
    if (twin)
      found.push(
        error(
          'duplicate-operation',
          `operations.${name}.uri`,
          `"${twin[0]}" is ${operation.method} ${operation.uri} too`,
          'Keep one of the two: the server cannot tell them apart.',
        ),
      )
    if (operation.kind !== undefined && !Object.hasOwn(service.business?.succeeded ?? {}, operation.kind))
      found.push(
        error(
          'unknown-kind',
          `operations.${name}.kind`,
          `"${operation.kind}" is no key of business.succeeded`,
          `Use one of: ${Object.keys(service.business?.succeeded ?? {}).join(', ') || '(there are none: add business)'}.`,
        ),
      )
    return found
  })
}
