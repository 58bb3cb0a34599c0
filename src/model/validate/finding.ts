/** Something that a definition says and should not: an `error` stops generation, a `warning` does not. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  /** Stable id of the rule that found it, such as `slo-threshold-no-bucket`. */
  readonly code: string
  /** Name of the service, or its position where it has no usable name. */
  readonly service: string
  /** Where in the definition, such as `slos.p95.within`. */
  readonly path: string
  readonly problem: string
  /** What to change so that the finding goes away. */
  readonly mend: string
}

/** A finding before the service is known: what a rule reports. */
export type Report = Omit<Finding, 'service'>

/** Shorthand for a finding that stops generation. */
export function error(code: string, path: string, problem: string, mend: string): Report {
  return { severity: 'error', code, path, problem, mend }
}

/** Shorthand for a finding that is only told. */
export function warning(code: string, path: string, problem: string, mend: string): Report {
  return { severity: 'warning', code, path, problem, mend }
}
