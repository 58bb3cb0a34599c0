/** A length of time, such as `100ms`, `1.5s`, `30d`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd' | 'w'}`

/** An amount of memory: decimal (`2GB` is 2,000,000,000 bytes) or binary (`2GiB` is 2,147,483,648 bytes). */
export type Size = `${number}${'B' | 'KB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`

/** A share of a whole, such as `99.9%`. */
export type Ratio = `${number}%`

/** A rate of requests, such as `100/s`. */
export type Rate = `${number}/${'s' | 'm'}`

const milliseconds: Record<string, number> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 }
const sizes: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

function split(text: string, units: Record<string, number>): { amount: number; factor: number } | undefined {
  const match = /^(\d+(?:\.\d+)?)(\D+)$/.exec(text)
  const factor = match?.[2] === undefined ? undefined : units[match[2]]
  return match === null || factor === undefined ? undefined : { amount: Number(match[1]), factor }
}

function parsed(value: number | undefined, text: string, what: string): number {
  if (value === undefined) throw new RangeError(`"${text}" is no ${what}`)
  return value
}

/** Milliseconds of a duration as users write it, or `undefined` when the text is none. */
export function parseDuration(text: string): number | undefined {
  const parts = split(text, milliseconds)
  // Rounded to a nanosecond: 0.1 + 0.2 style residues must not reach a rule file.
  return parts && Math.round(parts.amount * parts.factor * 1e6) / 1e6
}

/** Seconds of a duration. Throws a RangeError for text that is none: validation has refused such text before. */
export function seconds(duration: Duration): number {
  return parsed(parseDuration(duration), duration, 'duration') / 1000
}

/** Bytes of a size as users write it, or `undefined` when the text is none. */
export function parseSize(text: string): number | undefined {
  const parts = split(text, sizes)
  return parts && parts.amount * parts.factor
}

/** Bytes of a size. Throws a RangeError for text that is none. */
export function bytes(size: Size): number {
  return parsed(parseSize(size), size, 'size')
}

/** The share, from 0 to 1, of a ratio as users write it, or `undefined` when the text is none. */
export function parseRatio(text: string): number | undefined {
  const parts = split(text, { '%': 1 })
  // Twelve digits: 99.9 / 100 must be 0.999, also after the subtraction from 1 that makes an error budget.
  return parts && Number((parts.amount / 100).toPrecision(12))
}

/** The share, from 0 to 1. Throws a RangeError for text that is none. */
export function share(ratio: Ratio): number {
  return parsed(parseRatio(ratio), ratio, 'ratio')
}

/** Requests per second of a rate as users write it, or `undefined` when the text is none. */
export function parseRate(text: string): number | undefined {
  const parts = split(text, { '/s': 1, '/m': 1 / 60 })
  return parts && parts.amount * parts.factor
}

/** Requests per second. Throws a RangeError for text that is none. */
export function perSecond(rate: Rate): number {
  return parsed(parseRate(rate), rate, 'rate')
}

/** The error budget of an objective: the share that may fail, from 0 to 1 (`99.9%` leaves 0.001). */
export function errorBudget(objective: Ratio): number {
  return Number((1 - share(objective)).toPrecision(12))
}
