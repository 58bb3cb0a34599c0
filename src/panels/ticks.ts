import type { ZoneOffset } from './calendar.ts'
import type { TimeSpan } from './frame.ts'

/** Distances between ticks of a time axis, in milliseconds. */
const timeSteps = [
  100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1_800e3, 3_600e3, 7_200e3, 10_800e3,
  21_600e3, 43_200e3, 86_400e3, 172_800e3, 604_800e3, 2_592_000e3,
]

/** Round moments in a span, at most `most`, and the distance between them. */
export function timeTicks(
  { from, to }: TimeSpan,
  most: number,
  zone: ZoneOffset,
): { readonly times: readonly number[]; readonly step: number } {
  const step = timeSteps.find((each) => (to - from) / each <= most) ?? 31_536_000e3
  const offset = zone(from) * 60_000
  const first = Math.ceil((from + offset) / step) * step - offset
  return {
    times: Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, at) => first + at * step),
    step,
  }
}

/** Round values between two bounds, about `count` of them. */
export function valueTicks(min: number, max: number, count: number): readonly number[] {
  const raw = (max - min) / Math.max(1, count)
  if (!(raw > 0) || !Number.isFinite(raw)) return [min]
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 5, 10].find((lead) => lead * power >= raw) ?? 10) * power
  const first = Math.ceil(min / step - 1e-9)
  const last = Math.floor(max / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}
