/** Upper boundary in seconds (the last one `Infinity`) and the number of events at or below it. */
export interface Bucket {
  readonly boundary: number
  readonly count: number
}

/**
 * A quantile of a classic histogram by the rules of Prometheus' `histogram_quantile`: linear within a bucket, the first of
 * which begins at 0; beyond the last finite boundary that boundary. Cumulative buckets, ascending. `undefined` without events.
 */
export function quantileOf(quantile: number, buckets: readonly Bucket[]): number | undefined {
  const last = buckets.at(-1)
  if (last === undefined || last.boundary !== Infinity || buckets.length < 2 || !(last.count > 0)) return undefined
  const rank = quantile * last.count
  const index = buckets.findIndex((bucket) => bucket.count >= rank)
  const bucket = buckets[index]
  const previous = buckets[index - 1]
  if (bucket === undefined) return undefined
  if (bucket.boundary === Infinity) return previous?.boundary
  const start = previous?.boundary ?? 0
  const below = previous?.count ?? 0
  const inside = bucket.count - below
  return inside > 0 ? start + ((bucket.boundary - start) * (rank - below)) / inside : start
}

/** The value below which this share of the values lies, interpolated as Prometheus' `quantile_over_time` does. */
export function quantileOfValues(quantile: number, values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const position = quantile * (sorted.length - 1)
  const lower = sorted[Math.floor(position)]
  const upper = sorted[Math.ceil(position)]
  return lower === undefined || upper === undefined ? undefined : lower + (upper - lower) * (position % 1)
}
