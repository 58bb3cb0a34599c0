/** Invented traffic for promtool: for some minutes, so many good and bad events a minute. */
export interface Stretch {
  readonly minutes: number
  readonly good: number
  readonly bad: number
  /** The process was started again before it: its counters begin at zero. */
  readonly restarted?: true
}

/** One series that promtool feeds to the rules: a sample a minute. */
export interface InputSeries {
  readonly series: string
  readonly values: string
  /** True for a series that a service may not show before its first bad event. */
  readonly onlyBad?: boolean
}

// Sums of fractions must not print as 0.30000000000000004.
function tidy(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(12))
}

/** A stretch of a series without a sample, marked as Prometheus marks what a target shows no longer. */
function gone(minutes: number): string {
  return minutes === 1 ? 'stale' : `stale _x${minutes - 1}`
}

/** How promtool is told a value of a series. */
export type Notation = (value: number) => string

/** Each doubling of the duration has 2^schema buckets: this is the finest schema, whose buckets are 0.27% wide. */
const schema = 8
/** Stands for ever: no threshold is longer than a day. */
const longest = 86_400

/** A native histogram of events that all took so many seconds, in promtool's notation. */
export function nativeHistogram(duration: number): Notation {
  const finite = Math.min(duration, longest)
  // Bucket 0 is that which ends at one second.
  const bucket = Math.ceil(Math.log2(finite) * 2 ** schema)
  return (count) => {
    const sum = `count:${count} sum:${tidy(count * finite)}`
    return duration === 0
      ? `{{schema:${schema} ${sum} z_bucket:${count} z_bucket_w:1e-9}}`
      : `{{schema:${schema} ${sum} offset:${bucket} buckets:[${count}]}}`
  }
}

/**
 * A counter that grows by `share` of what `events` says, in promtool's notation: `0+60x10` is a start and ten steps.
 * The first sample is 0, the last stands at the end of the last stretch. A series of bad events alone is there from the
 * beginning, but after a restart only from its first event on.
 */
export function counter(
  series: string,
  traffic: readonly Stretch[],
  events: (stretch: Stretch) => number,
  { onlyBad = false, notation = String }: { readonly onlyBad?: boolean | undefined; readonly notation?: Notation } = {},
): InputSeries {
  const parts = [notation(0)]
  let value = 0
  let hidden = false
  for (const stretch of traffic) {
    const step = tidy(events(stretch))
    if (stretch.restarted) value = 0
    hidden = step === 0 && onlyBad && (hidden || stretch.restarted === true)
    parts.push(
      hidden ? gone(stretch.minutes) : `${notation(tidy(value + step))}+${notation(step)}x${stretch.minutes - 1}`,
    )
    value = tidy(value + step * stretch.minutes)
  }
  return { series, values: parts.join(' '), ...(onlyBad ? { onlyBad } : {}) }
}

/** A gauge that holds each value for some minutes. */
export function gauge(series: string, values: readonly (readonly [minutes: number, value: number])[]): InputSeries {
  const parts = values.map(([minutes, value]) => `${value}+0x${minutes - 1}`)
  return { series, values: [String(values[0]?.[1] ?? 0), ...parts].join(' ') }
}
