import type { Fleet, Service } from '../service.ts'
import { isRecord } from './checks.ts'
import { error, type Finding, type Report } from './finding.ts'
import { duplicateFindings, identityFindings } from './identity.ts'
import { operationFindings } from './operations.ts'
import { runtimeFindings } from './runtime.ts'
import { scenarioFindings } from './scenarios.ts'
import { shapeFindings } from './shape.ts'
import { sloFindings } from './slos.ts'

interface Rule {
  /** Fields of the definition that the rule reads: it is skipped while the shape of one of them is wrong. */
  readonly reads: readonly (keyof Service)[]
  readonly findings: (service: Service) => readonly Report[]
}

const rules: readonly Rule[] = [
  { reads: ['name', 'baseUrl', 'operations', 'slos', 'loadProfiles', 'scenarios'], findings: identityFindings },
  { reads: ['operations', 'business'], findings: operationFindings },
  { reads: ['operations', 'scenarios'], findings: scenarioFindings },
  { reads: ['runtime', 'limits', 'endpoints', 'business'], findings: runtimeFindings },
  { reads: ['slos', 'operations', 'runtime', 'business', 'errorBudgetPolicy'], findings: sloFindings },
]

function serviceFindings(candidate: unknown): readonly Report[] {
  const shape = shapeFindings(candidate)
  if (!isRecord(candidate)) return shape
  const wrong = new Set(shape.filter(({ code }) => code === 'shape').map(({ path }) => path.split('.')[0]))
  const readable = rules.filter(({ reads }) => !reads.some((field) => wrong.has(field)))
  return [...shape, ...readable.flatMap(({ findings }) => findings(candidate as unknown as Service))]
}

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
 * Checks what a `services/index.ts` exports and collects every finding, so that one reading mends all of them.
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
  const findings: readonly Finding[] = [
    ...candidate.flatMap((entry: unknown, index) =>
      serviceFindings(entry).map((report) => ({ ...report, service: nameOf(entry, index) })),
    ),
    ...duplicateFindings(candidate.filter(isRecord) as unknown as Fleet).map(({ service, report }) => ({
      ...report,
      service,
    })),
  ]
  const broken = findings.some((finding) => finding.severity === 'error')
  return { fleet: broken ? undefined : (candidate as Fleet), findings }
}
