import type { ZoneOffset } from './calendar.ts'
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

/** What decides how often a query asks; intervals in milliseconds. */
export interface StepRequest {
  readonly span: TimeSpan
  /** As many points as the panel is wide, or as it asks for. */
  readonly points: number
  /** What the data source has as its scrape interval. */
  readonly scrape: number
  /** The panel's own least interval; `undefined` where it has none. */
  readonly panelLeast: number | undefined
  /** The query's own least step as it was written, its variables filled in; empty where it has none. */
  readonly ownStep: string
  /** What the step is multiplied by: the "resolution" of older dashboards. */
  readonly factor: number
}

/** Prometheus refuses a range of more points. */
const mostPoints = 11_000

const isVariable = (text: string, name: string): boolean => text === `$${name}` || text === `\${${name}}`

/** One scrape more than the interval, and never below four scrapes. */
function rateOver(interval: number, scrape: number): number {
  return Math.max(interval + scrape, 4 * scrape)
}

/**
 * The step of a query and its `$__rate_interval`, in milliseconds, as Grafana 12.4 computes them: its page rounds the range over the
 * points (`calculateInterval` in packages/grafana-data/src/datetime/rangeutil.ts), its server makes step and rate of that
 * (`calculatePrometheusInterval` and `InterpolateVariables` in pkg/promlib/models/query.go).
 */
export function queryIntervals(request: StepRequest): { readonly step: number; readonly rate: number } {
  const { span, points, scrape, panelLeast, ownStep, factor } = request
  const raw = (span.to - span.from) / Math.max(1, points)
  const interval = Math.max(roundedInterval(raw), panelLeast ?? scrape)
  const own = parseInterval(ownStep)
  const least = own ?? interval
  const safe = roundedInterval((span.to - span.from) / mostPoints)
  const adjusted = Math.max(raw < least ? least : roundedInterval(raw), safe)
  if (isVariable(ownStep, '__rate_interval')) {
    const rate = rateOver(adjusted, scrape)
    return { step: rate, rate }
  }
  const step = adjusted * Math.max(1, factor)
  return { step, rate: rateOver(interval, own ?? (isVariable(ownStep, '__interval') ? step : scrape)) }
}

/** `$__interval` as Grafana writes it: whole numbers of the largest unit that fits, so that 90 seconds are `1m`. */
export function intervalText(milliseconds: number): string {
  const [unit, length] = (
    [
      ['y', year],
      ['d', 864e5],
      ['h', 36e5],
      ['m', 6e4],
      ['s', 1e3],
    ] as const
  ).find(([, each]) => milliseconds >= each) ?? ['ms', 1]
  return `${Math.max(1, Math.floor(milliseconds / length))}${unit}`
}

/** Start and end of a range query as Grafana sends them: on multiples of the step in the zone's time, so that a refresh moves no point. */
export function alignedRange(
  { from, to }: TimeSpan,
  step: number,
  zone: ZoneOffset,
): { start: number; end: number; step: number } {
  const offset = zone(to) * 60_000
  const align = (time: number) => Math.floor((time + offset) / step) * step - offset
  return { start: align(from), end: align(to), step }
}
