import { setTimeout as sleep } from 'node:timers/promises'
import type { RunPart } from '../analysis/run.ts'
import type { Span } from '../analysis/steady-part.ts'
import { askPhase, askProgress, type LoadPhase } from './k6-progress.ts'
import type { K6Summary } from './k6-summary.ts'

/** What k6 had counted at one moment, and what the service's metrics page said at the same. Either may be missing. */
export interface Look {
  readonly summary: K6Summary | undefined
  readonly page: string | undefined
}

/** How the load of a run went: when it began and ended, and what there was at the edges of its parts. */
export interface LoadCourse {
  /** From the end of set-up to the beginning of tear-down, in seconds since k6 was started; left out where k6 did not tell. */
  readonly load?: RunPart
  /** When the load began; when its steady part began and ended, where that is not the whole load; when tear-down began. */
  readonly looks: Readonly<Partial<Record<'began' | 'steadyBegan' | 'steadyEnded' | 'ended', Look>>>
}

/** What is looked for. */
export interface CourseOptions {
  /** The steady part that is planned, where there is one. */
  readonly span: Span | undefined
  /** How many seconds the load will take, where that is known. */
  readonly lasting: number | undefined
  /** Reads the service's metrics page; `undefined` where it cannot be read. */
  readonly page: () => Promise<string | undefined>
}

// At its beginning and at its end k6 is asked more often: what set-up and tear-down send must not be mixed up with the load.
const eagerMs = 50
const calmMs = 250

// What is not told at an edge cannot be asked for later, and k6 sorts all latencies before it answers.
const patienceMs = 10_000

/** Follows a k6 that was just started from set-up to tear-down. */
export function followCourse(address: string, { span, lasting, page }: CourseOptions) {
  const startedAt = performance.now()
  const stopped = new AbortController()
  const looks: Partial<Record<keyof LoadCourse['looks'], Promise<Look>>> = {}
  const timers: NodeJS.Timeout[] = []
  let began: number | undefined
  let ended: number | undefined
  const look = (name: keyof LoadCourse['looks']) => {
    looks[name] ??= Promise.all([askProgress(address, patienceMs), page()]).then(([progress, text]) => ({
      summary: progress?.summary,
      page: text,
    }))
  }
  const see = (phase: LoadPhase) => {
    const now = (performance.now() - startedAt) / 1000
    if (phase === 'load' && began === undefined) {
      began = now
      look('began')
      if (span === undefined || span.whole) return
      timers.push(setTimeout(() => look('steadyBegan'), span.from * 1000))
      if (span.to !== undefined) timers.push(setTimeout(() => look('steadyEnded'), span.to * 1000))
    }
    // Where there is no tear-down, k6 is gone before anyone sees it: then the last moment of the load counts.
    if (phase === 'load' || phase === 'tear-down') ended = now
    if (phase === 'tear-down') {
      for (const timer of timers) clearTimeout(timer)
      look('ended')
      stopped.abort()
    }
  }
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      const phase = await askPhase(address)
      if (phase !== undefined) see(phase)
      const left = began === undefined ? 0 : began + (lasting ?? 0) - (performance.now() - startedAt) / 1000
      const pause = left * 1000 < 2 * calmMs ? eagerMs : calmMs
      await sleep(pause, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  })()
  return {
    /** To be called when k6 has ended. */
    async end(): Promise<LoadCourse> {
      stopped.abort()
      for (const timer of timers) clearTimeout(timer)
      await loop
      const taken = await Promise.all(
        Object.entries(looks).map(async ([name, taking]) => [name, await taking] as const),
      )
      return {
        ...(began === undefined || ended === undefined ? {} : { load: { from: began, to: ended } }),
        looks: Object.fromEntries(taken),
      }
    },
  }
}
