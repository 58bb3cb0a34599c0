import type { RowUnit } from './verdict.ts'

function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}

/** Milliseconds with three significant digits or so: `2.31`, `45.6`, `812`. */
export function formatMilliseconds(value: number): string {
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(value >= 10 ? 1 : 2)
}

function formatBytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  return `${trimmed(value / 1000 ** power, power === 0 ? 0 : 1)} ${units[power]}`
}

/** A share, cut and not rounded, so that 99.9996% never shows as 100%; near 100% every digit of an objective counts. */
function formatShare(value: number): string {
  const digits = value >= 0.9 ? 3 : 1
  return `${trimmed(Math.floor(value * 100 * 10 ** digits + 1e-6) / 10 ** digits, digits)}%`
}

/** A value for people, with as many digits as tell something. */
export function formatValue(value: number, unit: RowUnit): string {
  switch (unit) {
    case 'ratio':
      return formatShare(value)
    case 'milliseconds':
      return `${formatMilliseconds(value)} ms`
    case 'bytes':
      return formatBytes(value)
    case 'perSecond':
      return `${value.toFixed(1)}/s`
    case 'count':
      return value.toLocaleString('en-US')
  }
}

/** A bound for people, as short as it was written. */
export function formatBound(value: number, unit: RowUnit): string {
  if (unit === 'milliseconds') return `${trimmed(value, 2)} ms`
  return unit === 'perSecond' ? `${trimmed(value, 2)}/s` : formatValue(value, unit)
}
