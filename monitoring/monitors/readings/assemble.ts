import { resourceNames } from '../../../src/analysis/resource.ts'
import type { EventCount, Measured, Unmeasured } from '../../../src/analysis/run.ts'
import { isUnmeasured } from '../../../src/analysis/run.ts'
import type { Sample } from '../../../src/analysis/sample.ts'
import { servedOf } from '../../../src/analysis/served.ts'
import type { Service } from '../../../src/model/service.ts'
import { errorBudget } from '../../../src/model/units.ts'
import { answersOf } from './answers.ts'
import type { BudgetReading, Level, Reading } from './reading.ts'

/** The levels that monitors show, in their order. */
export const levelNames: readonly Level[] = [...resourceNames, 'garbageCollection']

/** What a source read, before it is put into the terms of the definition. */
export interface Findings
  extends Pick<Reading, 'at' | 'source' | 'presence' | 'windowSeconds' | 'sloWindow' | 'alerts' | 'runs'> {
  /** What the counters grew by over `windowSeconds`. */
  readonly grown: Measured<readonly Sample[]>
  /** What they grew by over `sloWindow`. */
  readonly grownForSlos: Measured<readonly Sample[]>
  readonly levels: Readonly<Partial<Record<Level, Measured>>>
  readonly budgets?: Readonly<Record<string, Partial<BudgetReading>>>
}

function levelsOf(service: Service, found: Findings['levels']): Reading['levels'] {
  const entries = levelNames.map((name): readonly [Level, Measured] => {
    const signal = service.runtime.signals[name]
    if (signal.kind === 'absent') return [name, { unmeasured: signal.reason, declaredAbsent: true }]
    const metric = signal.kind === 'share' ? signal.used.metric : signal.metric
    const value = found[name] ?? { unmeasured: `There is no ${metric} of the service.` }
    return [name, isUnmeasured(value) || Number.isFinite(value) ? value : { unmeasured: `${metric} is no number.` }]
  })
  return Object.fromEntries(entries) as Reading['levels']
}

/** The burn rate that these events come to, where no rule records one. */
function burnOf(events: Measured<EventCount>, budget: number): Measured {
  if (isUnmeasured(events)) return events
  if (!(events.total > 0)) return { unmeasured: 'There were no requests.' }
  return Math.max(0, events.total - events.good) / events.total / budget
}

function budgetsOf(service: Service, slos: Reading['slos'], found: Findings['budgets']): Reading['budgets'] {
  const notRecorded: Unmeasured = { unmeasured: 'No rule records it: it takes Prometheus with the generated rules.' }
  return Object.fromEntries(
    Object.entries(service.slos).map(([id, slo]) => {
      const events = slos[id] ?? notRecorded
      const own = burnOf(events, errorBudget(slo.objective))
      const reading: BudgetReading = {
        burnShort: found?.[id]?.burnShort ?? own,
        burnLong: found?.[id]?.burnLong ?? notRecorded,
        remaining: found?.[id]?.remaining ?? notRecorded,
      }
      return [id, reading] as const
    }),
  )
}

/** A reading from what a source found. */
export function assembled(service: Service, findings: Findings): Reading {
  const { grown, grownForSlos, levels, budgets, ...rest } = findings
  const { all, operations } = answersOf(service, grown)
  const { slos } = servedOf(service, grownForSlos, 1)
  return {
    ...rest,
    served: servedOf(service, grown, rest.windowSeconds),
    answers: all,
    operations,
    levels: levelsOf(service, levels),
    slos,
    budgets: budgetsOf(service, slos, budgets),
  }
}

/** Every level unmeasured for this reason. */
export function allLevels(reason: Unmeasured): Findings['levels'] {
  return Object.fromEntries(levelNames.map((name) => [name, reason]))
}

/** A reading of which nothing is known but why. */
export function nothingRead(
  service: Service,
  { at, source, presence, reason }: Pick<Reading, 'at' | 'source' | 'presence'> & { readonly reason: string },
): Reading {
  const unmeasured: Unmeasured = { unmeasured: reason }
  return assembled(service, {
    at,
    source,
    presence,
    windowSeconds: 0,
    sloWindow: 'in the last 5 min',
    grown: unmeasured,
    grownForSlos: unmeasured,
    levels: allLevels(unmeasured),
    alerts: unmeasured,
    runs: unmeasured,
  })
}
