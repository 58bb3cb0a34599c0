import { generatorRows, generatorWasLimit } from './generator.ts'
import { type Evidence, isUnmeasured } from './run.ts'
import type { VerdictRow } from './verdict.ts'

const none = { kind: 'health', comparison: '<=', bound: 0, unit: 'count' } as const

/**
 * Whether the service, or what its readiness depends on, was lost in mid-run. A generator at its limit may miss an answer
 * in time by its own fault, so its watch proves a loss only where a scrape failed too.
 */
function lossRow({ losses, signals, generator }: Evidence): VerdictRow {
  const row = { ...none, id: 'health.service', title: 'Service lost in mid-run', measuredAt: 'client' } as const
  if (losses.service === undefined) return { ...row, value: 0, result: 'pass', required: true }
  const seenByScrapes = !isUnmeasured(signals.scrapes) && signals.scrapes.failed > 0
  const proven = !generatorWasLimit(generator) || seenByScrapes
  const reason = `At ${losses.service.at}: ${losses.service.reason}`
  return { ...row, value: 1, result: proven ? 'fail' : 'unmeasured', reason, required: true }
}

function restartRow({ signals }: Evidence): VerdictRow {
  const row = { ...none, id: 'health.restarts', title: 'Restarts of the service', measuredAt: 'service' } as const
  const { restarts } = signals
  if (isUnmeasured(restarts))
    return { ...row, result: 'unmeasured', reason: restarts.unmeasured, required: restarts.declaredAbsent !== true }
  return { ...row, value: restarts, result: restarts > 0 ? 'fail' : 'pass', required: true }
}

/** One missed scrape is chance; two in a row leave a hole in the signals. They prove no loss: the scraper may be at fault. */
function scrapeRow({ signals }: Evidence): VerdictRow {
  const title = 'Failed scrapes in a row'
  const row = { ...none, id: 'health.scrapes', title, measuredAt: 'service', bound: 1 } as const
  const { scrapes } = signals
  if (isUnmeasured(scrapes))
    return { ...row, result: 'unmeasured', reason: scrapes.unmeasured, required: scrapes.declaredAbsent !== true }
  const { failed, total, longestFailure: value } = scrapes
  if (value <= row.bound) return { ...row, value, result: 'pass', required: true }
  const reason = `${failed} of ${total} scrapes of the service failed.`
  return { ...row, value, result: 'unmeasured', reason, required: true }
}

function prometheusRow({ losses }: Evidence): VerdictRow {
  const row = { ...none, id: 'health.prometheus', title: 'Prometheus lost in mid-run', measuredAt: 'client' } as const
  if (losses.prometheus === undefined) return { ...row, value: 0, result: 'pass', required: true }
  const reason = `At ${losses.prometheus.at}: ${losses.prometheus.reason}`
  return { ...row, value: 1, result: 'unmeasured', reason, required: true }
}

/** A guard rail that ended the run: what someone asked to be stopped for is a promise broken. */
export function guardRows({ stopped }: Evidence): VerdictRow[] {
  if (stopped === undefined) return []
  const row = { ...none, id: 'health.guard', title: 'Stopped by a guard rail', measuredAt: 'client' } as const
  return [{ ...row, value: 1, result: 'fail', reason: `At ${stopped.at}: ${stopped.reason}`, required: true }]
}

/** Iterations that were asked for and not done: noted, for the load was smaller than meant. They prove nothing. */
function undoneRows({ counts }: Evidence): VerdictRow[] {
  const undone = isUnmeasured(counts) ? 0 : (counts.iterations.undone ?? 0)
  if (undone === 0) return []
  const title = 'Iterations not begun in time'
  const reason = 'The time was over first: give more time, more virtual users, or fewer iterations.'
  const row = { ...none, id: 'health.undone', title, measuredAt: 'client' } as const
  return [{ ...row, value: undone, result: 'unmeasured', reason, required: false }]
}

/** More requests than the run offered: noted, for what the service measured then is not of this run alone. */
function othersRows({ counts, signals: { requests } }: Evidence): VerdictRow[] {
  if (isUnmeasured(counts) || isUnmeasured(requests) || requests <= counts.total.offered) return []
  const title = 'Requests of others meanwhile'
  const reason = 'Something else loaded the service: what it measured is not of this run alone.'
  const row = { ...none, id: 'health.others', title, measuredAt: 'service' } as const
  return [{ ...row, value: requests - counts.total.offered, result: 'unmeasured', reason, required: false }]
}

/** Whether the measurement itself was sound, and the service there all the time. */
export function healthRows(evidence: Evidence): VerdictRow[] {
  return [
    lossRow(evidence),
    restartRow(evidence),
    scrapeRow(evidence),
    prometheusRow(evidence),
    ...guardRows(evidence),
    ...generatorRows(evidence),
    ...undoneRows(evidence),
    ...othersRows(evidence),
  ]
}
