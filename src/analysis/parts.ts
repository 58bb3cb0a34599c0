import type { LoadCounts, PartCounts } from './load-counts.ts'
import { isUnmeasured, type Measured, type Served, type ServiceSignals } from './run.ts'

/** What k6 counted in the steady part; where there is none, in the load; in runs that tell no parts, in the whole run. */
export function steadyCounts(counts: LoadCounts): PartCounts {
  return counts.steady ?? counts.load ?? counts
}

/** What the service counted in the same part. */
export function steadyServed(signals: ServiceSignals): Served {
  return signals.steady ?? signals.load ?? signals
}

/** What is known of a part of a run, and in words which one. */
export interface OfPart<Value> {
  readonly value: Value
  /** Left out for the part that is judged first. */
  readonly over?: string
}

const wholeLoad = 'Over the whole load'
const wholeRun = 'Over the whole run, set-up and tear-down included'

interface Parts<Value> {
  readonly load?: Value
  readonly steady?: Value
}

/**
 * What a promise is judged by, in this order: first the steady part; then what surrounds it, so that nothing hides there.
 * How fast answers came is asked of the load alone; an answer that is wrong is wrong in set-up, too.
 */
export function judgedParts<Value>(whole: Value & Parts<Value>, kind: 'latency' | 'errors'): readonly OfPart<Value>[] {
  const { load, steady } = whole
  const first = { value: steady ?? load ?? whole }
  if (kind === 'errors') return load === undefined ? [first] : [first, { value: whole, over: wholeRun }]
  return steady === undefined || load === undefined ? [first] : [first, { value: load, over: wholeLoad }]
}

/** Whether there is a steady part of its own: requests in flight at its edges are then nobody's fault. */
export function isCutOut(counts: Measured<LoadCounts>, part: PartCounts): boolean {
  return !isUnmeasured(counts) && counts.steady === part
}
