import { isUnmeasured, type Measured } from '../../../src/analysis/run.ts'
import { judgeShare } from '../../../src/analysis/share.ts'
import { sloTitle } from '../../../src/analysis/slo-rows.ts'
import type { RowUnit } from '../../../src/analysis/verdict.ts'
import { type ExitCode, exitCode } from '../../../src/model/failure.ts'
import type { Service, Slo } from '../../../src/model/service.ts'
import { bytes, errorBudget, seconds, share } from '../../../src/model/units.ts'
import type { Reading } from './reading.ts'

/** `risk`: beyond the bound, but by so few events that chance may explain it. `absent`: the runtime has no such thing. */
export type HealthState = 'ok' | 'risk' | 'broken' | 'unmeasured' | 'absent'

/** One promise at this moment. */
export interface HealthRow {
  readonly id: string
  readonly kind: 'service' | 'slo' | 'limit'
  readonly title: string
  readonly state: HealthState
  readonly value?: number
  readonly bound?: number
  readonly unit: RowUnit
  /** Why, where the numbers do not say it. */
  readonly reason?: string
}

function presenceRow({ presence }: Reading): HealthRow {
  const state = { up: 'ok', down: 'broken', unknown: 'unmeasured' } as const
  return {
    id: 'service',
    kind: 'service',
    title: 'Service',
    unit: 'count',
    state: state[presence.state],
    reason: presence.detail,
  }
}

function sloRow(id: string, slo: Slo, { slos, sloWindow }: Reading): HealthRow {
  const row = {
    id: `slo.${id}`,
    kind: 'slo',
    title: sloTitle(slo),
    bound: share(slo.objective),
    unit: 'ratio',
  } as const
  const events = slos[id] ?? { unmeasured: 'The reading does not hold this SLO.' }
  if (isUnmeasured(events)) {
    return { ...row, state: events.declaredAbsent ? 'absent' : 'unmeasured', reason: events.unmeasured }
  }
  if (!(events.total > 0)) return { ...row, state: 'unmeasured', reason: `no requests ${sloWindow}` }
  const budget = errorBudget(slo.objective)
  const { result, reason } = judgeShare(events, budget)
  const value = Math.min(1, events.good / events.total)
  // The verdict of a run certifies and so wants enough events; a monitor says what it sees, and doubts only bad news.
  const kept = events.total - events.good <= events.total * budget + 1e-9
  const state = kept ? 'ok' : result === 'fail' ? 'broken' : 'risk'
  return { ...row, value, state, ...(reason === undefined || kept ? {} : { reason }) }
}

function limitRow(id: string, title: string, bound: number, unit: RowUnit, value: Measured): HealthRow {
  const row = { id: `limit.${id}`, kind: 'limit', title, bound, unit } as const
  if (isUnmeasured(value))
    return { ...row, state: value.declaredAbsent ? 'absent' : 'unmeasured', reason: value.unmeasured }
  return { ...row, value, state: value < bound ? 'ok' : 'broken' }
}

function limitRows({ limits }: Service, { levels, served }: Reading): HealthRow[] {
  const { cpu, heap, databasePool, meanResponse } = limits
  return [
    ...(cpu ? [limitRow('cpu', 'CPU', share(cpu.below), 'ratio', levels.cpu)] : []),
    ...(heap ? [limitRow('heap', 'Heap', bytes(heap.below), 'bytes', levels.heap)] : []),
    ...(databasePool
      ? [limitRow('database-pool', 'Database pool', share(databasePool.below), 'ratio', levels.databasePool)]
      : []),
    ...(meanResponse
      ? [
          limitRow(
            'mean-response',
            'Mean response',
            seconds(meanResponse.below) * 1000,
            'milliseconds',
            served.latency.average,
          ),
        ]
      : []),
  ]
}

/** Every promise of the definition at this moment: the service itself, its SLOs, its limits. */
export function healthRows(service: Service, reading: Reading): readonly HealthRow[] {
  return [
    presenceRow(reading),
    ...Object.entries(service.slos).map(([id, slo]) => sloRow(id, slo, reading)),
    ...limitRows(service, reading),
  ]
}

/** What the rows come to: 1 where one is broken, else 3 where one could not be told, else 0. */
export function healthCode(rows: readonly HealthRow[]): ExitCode {
  if (rows.some(({ state }) => state === 'broken')) return exitCode.broken
  return rows.some(({ state }) => state === 'unmeasured' || state === 'risk') ? exitCode.unmeasured : exitCode.held
}

/** The rows in one sentence for people. */
export function healthSummary(rows: readonly HealthRow[]): string {
  const titles = (...states: readonly HealthState[]) =>
    rows.filter(({ state }) => states.includes(state)).map(({ title }) => title)
  const [broken, unclear] = [titles('broken'), titles('unmeasured', 'risk')]
  const down = rows.some(({ kind, state }) => kind === 'service' && state === 'broken')
  if (down) return 'The service is down.'
  if (broken.length > 0) return `Not kept: ${broken.join(', ')}.`
  const reasons = new Set(
    rows.flatMap(({ kind, state, reason }) => (kind === 'slo' && state === 'unmeasured' ? reason : [])),
  )
  const [why] = reasons
  // One reason for all of them, such as no requests, says more than their names.
  if (unclear.length > 1 && reasons.size === 1 && why !== undefined) return `No SLO can be told: ${why}.`
  if (unclear.length > 0) return `Cannot be told: ${unclear.join(', ')}.`
  if (rows.length > 1 && titles('ok').length === 1) return 'The service is ready; nothing else of it can be measured.'
  return 'Every SLO and limit that can be measured holds.'
}
