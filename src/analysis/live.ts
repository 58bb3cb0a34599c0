import type { Service } from '../model/service.ts'
import { errorBudget } from '../model/units.ts'
import type { LoadCounts } from './load-counts.ts'
import { loadEvents } from './load-events.ts'
import { isUnmeasured } from './run.ts'
import { judgeShare } from './share.ts'
import { sloTitle } from './slo-rows.ts'

/** How an SLO stands while a run goes on. `at risk`: beyond its budget, but by so few requests that it may be chance. */
export type LiveState = 'ok' | 'at risk' | 'broken' | 'no data'

/** An SLO of a run that goes on. */
export interface LiveSlo {
  readonly id: string
  readonly title: string
  readonly state: LiveState
  /** What was bad, where something was. */
  readonly reason?: string
}

/**
 * Every SLO by what the load generator has counted so far, by the rules of the verdict. What is still in flight counts
 * neither way. Other than a verdict, this doubts only bad news.
 */
export function liveSlos(service: Service, counts: LoadCounts): LiveSlo[] {
  return Object.entries(service.slos).map(([id, slo]): LiveSlo => {
    const head = { id, title: sloTitle(slo) }
    const events = loadEvents(service, id, slo, counts, true)
    if (isUnmeasured(events) || events.total <= 0) return { ...head, state: 'no data' }
    const budget = errorBudget(slo.objective)
    const { result, reason } = judgeShare(events, budget, events.causes)
    const kept = events.total - events.good <= events.total * budget + 1e-9
    const state = kept ? 'ok' : result === 'fail' ? 'broken' : 'at risk'
    return { ...head, state, ...(reason === undefined || kept ? {} : { reason }) }
  })
}
