import { formatValue } from '../../../src/analysis/format-value.ts'
import { isUnmeasured, type Measured } from '../../../src/analysis/run.ts'
import type { RowUnit } from '../../../src/analysis/verdict.ts'
import type { HealthState } from '../readings/health.ts'
import { fixed, type Span, span, type Tone } from './line.ts'

/** What stands where nothing was measured: never a number. */
export const noData = 'no data'

/** A measured value as text, or that there is none. */
export function textOf(value: Measured | undefined, unit: RowUnit): string {
  return value === undefined || isUnmeasured(value) || !Number.isFinite(value) ? noData : formatValue(value, unit)
}

/** A measured value in a column of this width, at its right end. */
export function cell(value: Measured | undefined, unit: RowUnit, width: number, tone?: Tone): Span {
  const text = textOf(value, unit)
  return span(fixed(text, width, 'right'), text === noData ? 'faint' : tone)
}

const words: Readonly<Record<HealthState, readonly [string, Tone]>> = {
  ok: ['OK', 'good'],
  risk: ['AT RISK', 'warning'],
  broken: ['BROKEN', 'bad'],
  unmeasured: [noData, 'warning'],
  absent: [noData, 'faint'],
}

/** A share with one digit, cut and not rounded: `95.1%`. */
export function shareText(value: Measured | undefined): string {
  return value === undefined || isUnmeasured(value) || !Number.isFinite(value)
    ? noData
    : `${Math.floor(value * 1000 + 1e-6) / 10}%`
}

/** The state in a word, which tells it without colour too. */
export function stateSpan(state: HealthState, width = 0): Span {
  const [word, tone] = words[state]
  return span(fixed(word, Math.max(width, word.length)), tone)
}

/** The tone of a value in this state. */
export function toneOf(state: HealthState | undefined): Tone | undefined {
  return state === 'broken' ? 'bad' : state === 'risk' ? 'warning' : undefined
}

/** Seconds as people say a length of time: `45 s`, `3 min`, `2 h`. */
export function lengthOf(seconds: number): string {
  if (seconds < 100) return `${Math.max(0, Math.round(seconds))} s`
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`
}
