import { type PolicyStep, stepReached } from '../model/error-budget-policy.ts'
import { unmeasurable } from '../model/measurable.ts'
import { labels, records } from '../model/names.ts'
import { selector } from '../model/promql.ts'
import type { Fleet, Service, Slo } from '../model/service.ts'
import type { Sample } from './sample.ts'

/** How the error budget of one SLO stands. Shares are from 0 to 1, `remaining` is below 0 when it is overspent. */
export interface BudgetState {
  readonly service: string
  readonly slo: string
  readonly title: string
  readonly objective: string
  readonly window: string
  /** Share of the window in which events were counted. */
  readonly coverage: number
  readonly remaining?: number
  /** Over the last hour; none without traffic. */
  readonly burnRate?: number
  /** Seconds until it is spent, if it burns on as in the last hour. */
  readonly lasts?: number
  /** The step of the error-budget policy that is due: judged by what is spent for certain, `(1 - remaining) × coverage`. */
  readonly step?: PolicyStep
  /** Why nothing can be said: the rules are not evaluated, or nothing counts the events. */
  readonly unmeasured?: string
}

/** The recorded series that budgets are read from, by the key that `budgetStates` takes them under. */
export const budgetQueries = {
  objective: selector(records.objective).text,
  coverage: selector(records.coverage).text,
  remaining: selector(records.budgetRemaining).text,
  burnRate: selector(records.burnRate('1h')).text,
  lasts: selector(records.budgetLasts).text,
} as const

/** What Prometheus answered to each of the queries. */
export type BudgetAnswers = Readonly<Record<keyof typeof budgetQueries, readonly Sample[]>>

function stateOf(service: Service, id: string, slo: Slo, answers: BudgetAnswers): BudgetState {
  const found = (key: keyof typeof budgetQueries) =>
    answers[key].find((sample) => sample.labels[labels.service] === service.name && sample.labels[labels.slo] === id)
      ?.value
  const coverage = found('coverage') ?? 0
  const about = {
    service: service.name,
    slo: id,
    title: slo.title,
    objective: slo.objective,
    window: slo.window,
    coverage,
  }
  const reason = unmeasurable(service, slo)
  if (reason !== undefined) return { ...about, unmeasured: reason }
  if (found('objective') === undefined) return { ...about, unmeasured: 'Prometheus does not evaluate its rules' }
  if (coverage === 0) return { ...about, unmeasured: 'nothing has counted its events within its window' }
  // No traffic, no ratio: nothing was spent.
  const remaining = found('remaining') ?? 1
  const [burnRate, lasts, step] = [found('burnRate'), found('lasts'), stepReached(service, (1 - remaining) * coverage)]
  return {
    ...about,
    remaining,
    ...(burnRate === undefined ? {} : { burnRate }),
    ...(lasts === undefined ? {} : { lasts }),
    ...(step === undefined ? {} : { step }),
  }
}

/** How every error budget of the fleet stands, in the order of the definitions. */
export function budgetStates(fleet: Fleet, answers: BudgetAnswers): readonly BudgetState[] {
  return fleet.flatMap((service) => Object.entries(service.slos).map(([id, slo]) => stateOf(service, id, slo, answers)))
}

/** Whether a budget is to be measured: an SLO that the service's runtime cannot tell is reported, and required of nobody. */
export function isRequired(fleet: Fleet, state: BudgetState): boolean {
  const service = fleet.find(({ name }) => name === state.service)
  const slo = service?.slos[state.slo]
  return service !== undefined && slo !== undefined && unmeasurable(service, slo) === undefined
}
