import type { TimeSpan } from './frame.ts'

// Upper bound of a raw interval -> the interval that is taken, both in milliseconds: the steps that Grafana rounds to.
const steps: readonly (readonly [number, number])[] = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
]

const year = 31_536_000_000

/** The interval in milliseconds that Grafana rounds a raw one to. */
export function roundedInterval(raw: number): number {
  return steps.find(([bound]) => raw < bound)?.[1] ?? year
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 36e5,
  d: 864e5,
  w: 6048e5,
  M: 2_592e6,
  y: year,
}

/** Milliseconds of an interval as dashboards write it (`5s`, `>10s`, `1h30m`); `undefined` where it is none. */
export function parseInterval(text: string): number | undefined {
  const bare = text.trim().replace(/^>\s*/, '')
  if (!/^(\d+(\.\d+)?(ms|[smhdwMy]))+$/.test(bare)) return undefined
  const parts = [...bare.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)]
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0)
}

/** An interval as PromQL takes it: `5s`, `1m`, `250ms`. */
export function promDuration(milliseconds: number): string {
  for (const [unit, length] of [
    ['d', 864e5],
    ['h', 36e5],
    ['m', 6e4],
    ['s', 1e3],
  ] as const)
    if (milliseconds >= length && milliseconds % length === 0) return `${milliseconds / length}${unit}`
  return `${Math.round(milliseconds)}ms`
}

/** `$__interval` in milliseconds: the range over as many points as the panel is wide, rounded, and never below `least`. */
export function panelInterval({ from, to }: TimeSpan, points: number, least: number): number {
  return Math.max(roundedInterval((to - from) / Math.max(1, points)), least)
}

/** `$__rate_interval` in milliseconds: one scrape more than the interval, and never below four scrapes. */
export function rateInterval(interval: number, scrape: number): number {
  return Math.max(interval + scrape, 4 * scrape)
}

/** Prometheus refuses a range of more points. */
const mostPoints = 11_000

/** Start, end and step of a range query as Grafana sends it: on multiples of the step, so that a refresh moves no point. */
export function alignedRange({ from, to }: TimeSpan, interval: number): { start: number; end: number; step: number } {
  const step = Math.max(interval, Math.ceil((to - from) / mostPoints / 1000) * 1000)
  const align = (time: number) => Math.floor(time / step) * step
  return { start: align(from), end: align(to), step }
}
