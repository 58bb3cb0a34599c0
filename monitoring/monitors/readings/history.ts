import { isUnmeasured, type Measured } from '../../../src/analysis/run.ts'
import type { Level, Reading } from './reading.ts'

/** What a monitor draws over time. Latency in milliseconds, rates per second, shares from 0 to 1, heap in bytes. */
export type Curve = 'latency' | 'traffic' | 'errors' | Level

/** One moment of the curves; a value that was not measured is left out. */
export interface HistoryPoint {
  /** Seconds since 1970. */
  readonly at: number
  readonly values: Readonly<Partial<Record<Curve, number>>>
}

const kept = (value: Measured | undefined): number | undefined =>
  value === undefined || isUnmeasured(value) || !Number.isFinite(value) ? undefined : value

/** The share of requests that the service failed. No requests have none. */
export function errorShare({ answers }: Pick<Reading, 'answers'>): Measured {
  if (isUnmeasured(answers)) return answers
  return answers.requests > 0 ? answers.serverErrors / answers.requests : { unmeasured: 'There were no requests.' }
}

/** The P95 where the service can tell one, else its mean. */
export function shownLatency({ served }: Pick<Reading, 'served'>): {
  readonly kind: 'P95' | 'mean'
  readonly value: Measured
} {
  const { p95, average } = served.latency
  const absent = isUnmeasured(p95) && p95.declaredAbsent === true
  return absent ? { kind: 'mean', value: average } : { kind: 'P95', value: p95 }
}

/** The point that a reading adds to the curves. */
export function pointOf(reading: Reading): HistoryPoint {
  const entries = Object.entries({
    latency: shownLatency(reading).value,
    traffic: reading.served.requestRate,
    errors: errorShare(reading),
    ...reading.levels,
  }).flatMap(([curve, measured]) => {
    const value = kept(measured)
    return value === undefined ? [] : [[curve, value] as const]
  })
  return { at: reading.at, values: Object.fromEntries(entries) }
}

/** The points with one more, and without those that are older than the span. */
export function extended(
  history: readonly HistoryPoint[],
  point: HistoryPoint,
  spanSeconds: number,
): readonly HistoryPoint[] {
  return [...history.filter(({ at }) => at > point.at - spanSeconds && at < point.at), point]
}

/**
 * A curve in so many cells of equal time up to now: the highest value in each, so that no peak is lost. A cell without a
 * point takes the one before it, unless that is older than `staleSeconds`: then it is a gap.
 */
export function cellsOf(
  history: readonly HistoryPoint[],
  curve: Curve,
  time: { readonly now: number; readonly spanSeconds: number; readonly staleSeconds: number },
  width: number,
): readonly (number | undefined)[] {
  const start = time.now - time.spanSeconds
  const cell = time.spanSeconds / width
  const cells: (number | undefined)[] = Array.from({ length: width }, () => undefined)
  const last: { index: number; value: number }[] = []
  for (const { at, values } of history) {
    const value = values[curve]
    if (value === undefined || at <= start || at > time.now) continue
    const index = Math.min(width - 1, Math.floor((at - start) / cell))
    cells[index] = Math.max(cells[index] ?? -Infinity, value)
    last.push({ index, value })
  }
  const reach = Math.ceil(time.staleSeconds / cell)
  for (const [position, { index, value }] of last.entries()) {
    const next = last[position + 1]?.index ?? width
    for (let filled = index + 1; filled < Math.min(next, index + 1 + reach, width); filled += 1) cells[filled] ??= value
  }
  return cells
}
