import type { LoadCounts, PartCounts, RequestCounts } from '../analysis/load-counts.ts'
import type { Service } from '../model/service.ts'
import type { PartLatencies } from './client-latency.ts'
import { countsOf, type K6Summary } from './k6-summary.ts'

const minus = (later: number | undefined, earlier: number | undefined) => Math.max(0, (later ?? 0) - (earlier ?? 0))

function each<Key extends string>(
  later: Readonly<Partial<Record<Key, number>>>,
  earlier: Readonly<Partial<Record<Key, number>>>,
): Record<Key, number> {
  const grown = Object.keys(later).map((key) => [key, minus(later[key as Key], earlier[key as Key])])
  return Object.fromEntries(grown) as Record<Key, number>
}

function requestsBetween(earlier: RequestCounts, later: RequestCounts): RequestCounts {
  const unexpected = Object.entries(each(later.unexpected, earlier.unexpected)).filter(([, count]) => count > 0)
  return {
    offered: minus(later.offered, earlier.offered),
    completed: minus(later.completed, earlier.completed),
    unexpected: Object.fromEntries(unexpected),
    within: each(later.within, earlier.within),
  }
}

/** What k6 counted between two moments of a run, so many seconds apart. Percentiles cannot be subtracted: none are told. */
export function partBetween(
  service: Service,
  { earlier, later }: { readonly earlier: K6Summary; readonly later: K6Summary },
  seconds: number,
  byNumber: boolean,
): PartCounts {
  const [before, after] = [countsOf(service, earlier, byNumber), countsOf(service, later, byNumber)]
  const operations = Object.entries(after.operations).map(([name, counts]) => {
    const known = before.operations[name]
    return [name, known === undefined ? counts : requestsBetween(known, counts)] as const
  })
  return {
    seconds,
    total: requestsBetween(before.total, after.total),
    operations: Object.fromEntries(operations),
    iterations: {
      completed: minus(after.iterations.completed, before.iterations.completed),
      interrupted: after.iterations.interrupted,
      dropped: minus(after.iterations.dropped, before.iterations.dropped),
      ...(after.iterations.undone === undefined ? {} : { undone: after.iterations.undone }),
    },
    missed: minus(after.missed, before.missed),
  }
}

/**
 * The load up to its end. k6 tells of its requests a moment late: only the whole run knows which of them never ended.
 */
export function toItsEnd(load: PartCounts, whole: LoadCounts): PartCounts {
  const withFlights = (part: RequestCounts, all: RequestCounts | undefined): RequestCounts => ({
    ...part,
    offered: part.completed + (all === undefined ? 0 : minus(all.offered, all.completed)),
  })
  const operations = Object.entries(load.operations).map(
    ([name, counts]) => [name, withFlights(counts, whole.operations[name])] as const,
  )
  return { ...load, total: withFlights(load.total, whole.total), operations: Object.fromEntries(operations) }
}

// A hundredth of the requests does not move a P95 that anyone could tell.
const nearlyAll = 0.99

/** Whether k6's own percentiles of the whole run are those of a part: nearly all of the requests are in it. */
export function isNearlyAll(part: RequestCounts, whole: RequestCounts): boolean {
  return part.completed >= whole.completed * nearlyAll
}

/**
 * A part with the client's latency: k6's own where nearly all requests of the run are in it; else that of Prometheus
 * (`told`), and where that tells none, k6's own of the whole run after all, and marked so.
 */
export function withLatencies(part: PartCounts, whole: LoadCounts, told: PartLatencies | undefined): PartCounts {
  let ofRun = false
  const latencyOf = (some: RequestCounts, all: RequestCounts | undefined, other: RequestCounts['latency']) => {
    if (some.completed === 0) return {}
    const own = all?.latency
    if (all !== undefined && own !== undefined && isNearlyAll(some, all)) return { latency: own }
    if (other !== undefined) return { latency: other }
    if (own === undefined) return {}
    ofRun = true
    return { latency: own }
  }
  const operations = Object.entries(part.operations).map(
    ([name, counts]) =>
      [name, { ...counts, ...latencyOf(counts, whole.operations[name], told?.operations[name]) }] as const,
  )
  const total = { ...part.total, ...latencyOf(part.total, whole.total, told?.total) }
  return { ...part, total, operations: Object.fromEntries(operations), ...(ofRun ? { latencyOfRun: true } : {}) }
}
