import type { LoadCounts, PartCounts } from '../analysis/load-counts.ts'
import { isUnmeasured, type RunPart, type RunParts } from '../analysis/run.ts'
import { type Span, secondsOf } from '../analysis/steady-part.ts'
import { clientLatencies } from '../clients/client-latency.ts'
import type { K6Outcome } from '../clients/k6.ts'
import { secondsOfK6Duration } from '../clients/k6-inspect.ts'
import { isNearlyAll, partBetween, toItsEnd, withLatencies } from '../clients/k6-parts.ts'
import { countsOf, type K6Summary, parseSummary, reader } from '../clients/k6-summary.ts'
import type { PrometheusClient } from '../clients/prometheus.ts'
import type { PartPages } from '../clients/service-signals.ts'
import type { Service } from '../model/service.ts'

/** A run that has ended, and what was planned for it. */
export interface EndedRun {
  readonly service: Service
  readonly testid: string
  readonly outcome: K6Outcome
  readonly parts: RunParts
  readonly span: Span | undefined
  readonly byNumber: boolean
}

interface Judged {
  readonly counts: PartCounts
  readonly part: RunPart
}

function between(run: EndedRun, earlier: K6Summary | undefined, later: K6Summary | undefined, seconds: number) {
  if (earlier === undefined || later === undefined) return undefined
  return partBetween(run.service, { earlier, later }, seconds, run.byNumber)
}

/** The pages of the service at the edges of the parts; `before` and `after`: those that were read before and after the run. */
export function partPages(
  { outcome, span }: Pick<EndedRun, 'outcome' | 'span'>,
  before: string | undefined,
  after: string | undefined,
): PartPages {
  const { began, steadyBegan, steadyEnded, ended } = outcome.course?.looks ?? {}
  // Where set-up sent nothing, the page before the run is exact; the one of the look may hold the first requests of the load.
  const silent = began?.summary !== undefined && reader(began.summary).count('http_reqs') === 0
  const first = silent ? (before ?? began.page) : began?.page
  const last = ended?.page ?? after
  const pair = (before: string | undefined, later: string | undefined) =>
    before === undefined || later === undefined ? undefined : { before, after: later }
  // A load that ended early takes its steady part with it.
  const steady = span && !span.whole ? pair(steadyBegan?.page, steadyEnded ? steadyEnded.page : last) : undefined
  return { load: pair(first, last), steady }
}

/**
 * What k6 counted in the load and in its steady part, from what it told at their edges. Where nearly all requests of the run
 * are in the part that is judged, its latency is k6's own, else that of the histograms which k6 wrote to this Prometheus.
 */
export async function partCounts(
  run: EndedRun,
  prometheus: PrometheusClient,
  push: string | undefined,
): Promise<Pick<LoadCounts, 'load' | 'steady'>> {
  const { service, outcome, parts, span, byNumber } = run
  const final = outcome.summary === undefined ? undefined : parseSummary(outcome.summary)
  const { began, steadyBegan, steadyEnded, ended } = outcome.course?.looks ?? {}
  if (final === undefined || parts.load === undefined) return {}
  const whole = countsOf(service, final, byNumber)
  const steadyPart = parts.steady === undefined || isUnmeasured(parts.steady) ? undefined : parts.steady
  const last = ended?.summary ?? final
  // What was begun in the load comes to its end after it, and nothing is begun meanwhile.
  const lasting = secondsOf(span?.whole && steadyPart ? steadyPart : parts.load)
  const counted = between(run, began?.summary, last, lasting)
  if (counted === undefined) return {}
  const load = toItsEnd(counted, whole)
  const steady =
    steadyPart && span && !span.whole
      ? between(run, steadyBegan?.summary, steadyEnded ? steadyEnded.summary : last, secondsOf(steadyPart))
      : undefined
  const judged: Judged = { counts: steady ?? load, part: steadyPart ?? parts.load }
  const filled = withLatencies(judged.counts, whole, await latencies(run, judged, whole, prometheus, push))
  return steady === undefined ? { load: filled } : { load, steady: filled }
}

async function latencies(
  { testid, outcome }: EndedRun,
  { counts, part }: Judged,
  whole: LoadCounts,
  prometheus: PrometheusClient,
  push: string | undefined,
) {
  const names = Object.keys(counts.operations)
  const all = names.every((name) => {
    const [some, every] = [counts.operations[name], whole.operations[name]]
    return some === undefined || every === undefined || isNearlyAll(some, every)
  })
  if (all && isNearlyAll(counts.total, whole.total)) return undefined
  const start = outcome.startedAt.getTime() / 1000
  const period = { from: start + part.from, to: start + part.to }
  return clientLatencies(prometheus, testid, period, secondsOfK6Duration(push ?? '5s') || 5)
}
