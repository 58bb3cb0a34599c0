import { eventsToResolve, exceedsBudget } from './binomial.ts'
import type { EventCount } from './run.ts'
import type { RowResult } from './verdict.ts'

/** What a share of good events comes to, and why where that is not plain. */
export interface ShareJudgement {
  readonly value?: number
  readonly result: RowResult
  readonly reason?: string
  /** More requests would tell it. */
  readonly tooFew?: true
}

const counted = (count: number) => Math.round(count).toLocaleString('en-US')

/**
 * Judges the share of good events of a run against a promise with this error budget (share of bad events, 0 to 1).
 *
 * A run of enough events is a census: its own share decides, and reaching the objective exactly holds. With fewer events
 * than `eventsToResolve` a good share proves nothing, and a bad one only where chance is ruled out. `causes` tells people
 * how many were bad for what reason.
 */
export function judgeShare(
  events: EventCount,
  budget: number,
  causes: Readonly<Record<string, number>> = {},
): ShareJudgement {
  const { good, total } = events
  if (total <= 0) return { result: 'unmeasured', reason: 'There were no requests.' }
  const bad = Math.max(0, total - good)
  const value = 1 - bad / total
  const needed = eventsToResolve(budget)
  const why = Object.entries(causes).filter(([, count]) => count > 0)
  const detail = why.length > 0 ? ` (${why.map(([cause, count]) => `${counted(count)} ${cause}`).join(', ')})` : ''
  const some = `${counted(bad)} of ${counted(total)} were bad${detail}`
  if (total >= needed) {
    // The tolerance keeps 5 of 5,000 within 0.1% in spite of binary fractions.
    const kept = bad <= total * budget + 1e-9
    return { value, result: kept ? 'pass' : 'fail', ...(bad > 0 ? { reason: `${some}.` } : {}) }
  }
  if (exceedsBudget(bad, total, budget)) return { value, result: 'fail', reason: `${some}, more than chance explains.` }
  const few = Number.isFinite(needed) ? `it takes ${counted(needed)} to tell` : 'no number of requests can tell'
  return { value, result: 'unmeasured', reason: `${some}: too few requests, ${few}.`, tooFew: true }
}
