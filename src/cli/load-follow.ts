import { setTimeout as sleep } from 'node:timers/promises'
import type { Reading } from '../../monitoring/monitors/readings/reading.ts'
import type { Source } from '../../monitoring/monitors/source.ts'
import { liveSlos } from '../analysis/live.ts'
import type { LoadCounts } from '../analysis/load-counts.ts'
import { isUnmeasured, type Measured } from '../analysis/run.ts'
import { partAt, type Span } from '../analysis/steady-part.ts'
import type { LoadProgress } from '../clients/k6-progress.ts'
import { countsOf } from '../clients/k6-summary.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { type GuardKind, Guards } from './load-guards.ts'
import { type LoadView, showProgress } from './load-progress.ts'

/** A run that is about to begin. */
export interface Followed {
  readonly service: Service
  readonly testid: string
  readonly title: string
  /** Seconds that it takes at most, where that is known. */
  readonly total: number | undefined
  /** The steady part that is planned, where there is one. */
  readonly span: Span | undefined
  readonly byNumber: boolean
  readonly guards: readonly GuardKind[]
  readonly source: Source
  /** Ends the run: a guard rail was reached. */
  stop(reason: string): void
}

/** Shows a run while it goes on, and ends it at a guard rail. */
export interface Following {
  progress(progress: LoadProgress): void
  say(text: string): void
  end(): void
}

const readEveryMs = 2_000
const unknown = { unmeasured: 'no data' }

/** The service's signals again and again, until it is stopped. What cannot be read leaves the last one. */
function readings(source: Source): { latest(): Reading | undefined; stop(): void } {
  const stopped = new AbortController()
  let latest: Reading | undefined
  const loop = async () => {
    while (!stopped.signal.aborted) {
      latest = await source.read().catch(() => latest)
      await sleep(readEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }
  void loop()
  return { latest: () => latest, stop: () => stopped.abort() }
}

interface Moment {
  /** Milliseconds. */
  readonly at: number
  readonly progress: LoadProgress
}

// Longer than one answer of k6, so that a rate does not jump.
const rateMs = 3_000

/** Rates over the last few answers of k6. */
class Rates {
  #moments: Moment[] = []

  add(moment: Moment): { readonly offered: Measured; readonly served: Measured; readonly unanswered: number } {
    this.#moments = [...this.#moments.filter(({ at }) => at >= moment.at - rateMs - 500), moment]
    const [first] = this.#moments
    if (first === undefined || first === moment) return { offered: unknown, served: unknown, unanswered: 0 }
    const seconds = (moment.at - first.at) / 1000
    const rate = (of: (progress: LoadProgress) => number) => (of(moment.progress) - of(first.progress)) / seconds
    const grown = (of: (progress: LoadProgress) => number) => of(moment.progress) - of(first.progress)
    const due = grown(({ offered, dropped }) => offered + dropped)
    const { offered, completed } = moment.progress
    const without = grown(({ dropped }) => dropped) + Math.max(0, offered - completed)
    return {
      offered: rate((progress) => progress.offered),
      served: rate((progress) => progress.completed),
      unanswered: due > 0 ? without / due : 0,
    }
  }
}

// Where more of what was due lately than this has no answer, those that have one tell no P95.
const mostUnanswered = 0.05

/** P95 of the last seconds, as the remote write tells it; before that, of the run so far. None where too many requests wait. */
function clientP95(testid: string, counts: LoadCounts, reading: Reading | undefined, unanswered: number): Measured {
  if (unanswered > mostUnanswered) return { unmeasured: 'over 5% wait' }
  const runs = reading === undefined || isUnmeasured(reading.runs) ? [] : reading.runs
  const lately = runs.find((run) => run.testid === testid)?.p95
  if (lately !== undefined && !isUnmeasured(lately)) return lately
  return counts.total.latency?.p95 ?? unknown
}

function partOf({ phase }: LoadProgress, span: Span | undefined, elapsed: number | undefined): LoadView['part'] {
  if (phase === 'set-up' || phase === 'tear-down') return phase
  return elapsed === undefined ? undefined : partAt(span, elapsed)
}

/** Follows a run: call `progress` whenever k6 tells how far it is. */
export function followRun(run: Followed, { stderr, environment }: Pick<Context, 'stderr' | 'environment'>): Following {
  const { service, testid, title, total } = run
  const shown = showProgress(stderr, environment)
  const signals = readings(run.source)
  const guards = new Guards(service, run.guards)
  const rates = new Rates()
  // Before, k6 makes its virtual users, and the scenario sets up what it needs.
  let begun: number | undefined
  return {
    progress(progress) {
      const now = performance.now()
      if (progress.phase === 'load') begun ??= now
      const elapsed = begun === undefined ? undefined : (now - begun) / 1000
      const counts = countsOf(service, progress.summary, run.byNumber)
      const slos = liveSlos(service, counts)
      const reading = signals.latest()
      const { offered, served, unanswered } = rates.add({ at: now, progress })
      const view: LoadView = {
        title,
        part: partOf(progress, run.span, elapsed),
        elapsed,
        total,
        virtualUsers: progress.virtualUsers,
        offered,
        served,
        answered: progress.completed,
        unexpected: counts.total.unexpected as Readonly<Record<string, number>>,
        dropped: progress.dropped,
        p95: {
          client: clientP95(testid, counts, reading, unanswered),
          service: reading?.served.latency.p95 ?? unknown,
        },
        slos,
      }
      shown.update(view)
      const reason = guards.see({ now, slos, reading })
      if (reason !== undefined) run.stop(reason)
    },
    say: shown.say,
    end() {
      signals.stop()
      shown.end()
    },
  }
}
