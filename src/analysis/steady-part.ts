// Which part of a run is its steady part: the one in which the load has the full level that it promises.
import { isUnmeasured, type Measured, type RunPart, type RunParts } from './run.ts'

/** A stretch of a planned load: its level (virtual users, or iterations per second) at the beginning and at the end. */
export interface PlannedStage {
  readonly seconds: number
  readonly from: number
  readonly to: number
}

/** One of the loads that k6 runs at once (a "scenario" of its options). */
export interface PlannedLoad {
  /** Seconds after the load as a whole begins. */
  readonly startsAt: number
  /** None where it goes on until its work is done: iterations asked for by number. */
  readonly stages: readonly PlannedStage[]
}

/** A stretch of the load, in seconds since it began. */
export interface Span {
  readonly from: number
  /** Left out where it lasts until the load ends, whenever that is. */
  readonly to?: number
  /** Whether that is the whole load. */
  readonly whole: boolean
}

const lengthOf = ({ stages }: PlannedLoad) => stages.reduce((sum, { seconds }) => sum + seconds, 0)

/** Seconds until the last of the loads ends that have a time; `undefined` where none has. */
export function loadSeconds(loads: readonly PlannedLoad[]): number | undefined {
  const timed = loads.filter((load) => lengthOf(load) > 0)
  return timed.length === 0 ? undefined : Math.max(...timed.map((load) => load.startsAt + lengthOf(load)))
}

interface Plateau {
  readonly from: number
  readonly to: number
}

/** The longest time in which a load holds its highest level; `undefined` where it only passes it. */
function plateau({ startsAt, stages }: PlannedLoad): Plateau | undefined {
  const highest = Math.max(...stages.map(({ from, to }) => Math.max(from, to)))
  let at = startsAt
  let longest: Plateau | undefined
  let current: Plateau | undefined
  for (const { seconds, from, to } of stages) {
    // A stage of no length is a jump.
    if (seconds > 0) {
      const held = from === highest && to === highest
      current = held ? { from: current?.from ?? at, to: at + seconds } : undefined
      if (current && current.to - current.from > (longest ? longest.to - longest.from : 0)) longest = current
    }
    at += seconds
  }
  return longest
}

/**
 * The part of a planned load in which all that it consists of holds its highest level: constant virtual users and constant
 * rates, the whole of it; stages, the longest time without change at the highest of them; iterations by number, the whole.
 * What has no time of its own beside loads that have one (a watch) decides nothing. Unmeasured where there is no such part.
 */
export function steadySpan(loads: readonly PlannedLoad[]): Measured<Span> {
  const timed = loads.filter((load) => lengthOf(load) > 0)
  if (timed.length === 0) return { from: 0, whole: true }
  const plateaus = timed.map(plateau)
  if (plateaus.includes(undefined))
    return { unmeasured: 'The load never holds its highest level, and is judged over the whole of it.' }
  const held = plateaus.filter((span) => span !== undefined)
  const from = Math.max(...held.map((span) => span.from))
  const to = Math.min(...held.map((span) => span.to))
  if (to <= from)
    return {
      unmeasured: 'Its loads hold their highest levels at different times, and are judged over the whole of them.',
    }
  return { from, to, whole: from === 0 && to === loadSeconds(timed) }
}

const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000

/**
 * The parts of a run that took so many seconds: what was planned, where it was seen. `seen` is when the load began and
 * ended, between set-up and tear-down; `undefined` where k6 did not tell.
 */
export function runParts(span: Measured<Span>, seen: RunPart | undefined, seconds: number): RunParts {
  const load = seen && { from: rounded(seen.from), to: rounded(seen.to) }
  if (load === undefined)
    return {
      seconds,
      steady: {
        unmeasured: 'k6 did not tell when its load began, so that the whole run is judged, with set-up and tear-down.',
      },
    }
  if (isUnmeasured(span)) return { seconds, load, steady: span }
  const from = rounded(load.from + span.from)
  const to = rounded(Math.min(load.to, load.from + (span.to ?? Number.POSITIVE_INFINITY)))
  if (to <= from)
    return { seconds, load, steady: { unmeasured: 'The load ended before it, and is judged over the whole of it.' } }
  return { seconds, load, steady: { from, to } }
}

/** Which part of its load a run is in, so many seconds after the load began: said only where it has several. */
export function partAt(span: Span | undefined, elapsed: number): 'ramp up' | 'steady' | 'ramp down' | undefined {
  if (span === undefined || span.whole) return undefined
  if (elapsed < span.from) return 'ramp up'
  return elapsed < (span.to ?? Number.POSITIVE_INFINITY) ? 'steady' : 'ramp down'
}

/** How long a part lasted. */
export function secondsOf({ from, to }: RunPart): number {
  return to - from
}
