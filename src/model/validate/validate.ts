import type { Fleet, Service } from '../service.ts'
import { error, type Finding, type Report } from './finding.ts'
import { duplicateFindings, identityFindings } from './identity.ts'
import { operationFindings } from './operations.ts'
import { runtimeFindings } from './runtime.ts'
import { isRecord, shapeFindings } from './shape.ts'
import { sloFindings } from './slos.ts'

const rules: readonly ((service: Service) => readonly Report[])[] = [
  identityFindings,
  operationFindings,
  runtimeFindings,
  sloFindings,
]

function nameOf(candidate: unknown, index: number): string {
  return isRecord(candidate) && typeof candidate['name'] === 'string' && candidate['name'] !== ''
    ? candidate['name']
    : `service ${index + 1}`
}

/** The fleet that was found sound, or `undefined`, and everything that was found. */
export interface Validation {
  readonly fleet: Fleet | undefined
  readonly findings: readonly Finding[]
}

/**
 * Checks what a `services/index.ts` exports and collects every finding, so that one reading mends all of them. A service
 * whose shape is wrong is not looked at further.
 */
export function validateFleet(candidate: unknown): Validation {
  if (!Array.isArray(candidate) || candidate.length === 0) {
    const report = error(
      'shape',
      'fleet',
      'must be a list of at least one service',
      'Write `export const fleet: Fleet = [myService]` in services/index.ts.',
    )
    return { fleet: undefined, findings: [{ ...report, service: 'fleet' }] }
  }
  const shapes = candidate.map((entry: unknown) => shapeFindings(entry))
  const sound = candidate.filter((_, index) => shapes[index]?.length === 0) as readonly Service[]
  const findings: Finding[] = [
    ...shapes.flatMap((reports, index) =>
      reports.map((report) => ({ ...report, service: nameOf(candidate[index], index) })),
    ),
    ...duplicateFindings(sound).map(({ service, report }) => ({ ...report, service })),
    ...sound.flatMap((service) =>
      rules.flatMap((rule) => rule(service)).map((report) => ({ ...report, service: service.name })),
    ),
  ]
  const broken = findings.some((finding) => finding.severity === 'error')
  return { fleet: broken ? undefined : sound, findings }
}
