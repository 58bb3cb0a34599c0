/** Ways in which a service failed a request: these count against every SLO. */
export const failureClasses = ['server-error', 'timeout', 'connection'] as const

/**
 * Every way in which an answer can differ from what its operation promises, disjoint: the failures (5xx, no answer in
 * time, no usable connection); a 4xx that the scenario did not provoke, by its cause; any other 3xx or 4xx (`refused`);
 * an expected status whose content is not what the contract says (`content`).
 */
export const unexpectedClasses = [
  ...failureClasses,
  'validation',
  'not-found',
  'insufficient-funds',
  'conflict',
  'refused',
  'content',
] as const

/** One of `unexpectedClasses`, as the tag `class` has it. */
export type UnexpectedClass = (typeof unexpectedClasses)[number]
