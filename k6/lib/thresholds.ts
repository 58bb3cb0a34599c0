import { loadCounters, moneyCounters, probePhases, stepCounters } from '../../src/model/names.ts'
import type { ScenarioPromise, Service, Slo } from '../../src/model/service.ts'
import { unexpectedClasses } from '../../src/model/unexpected.ts'
import { errorBudget, seconds } from '../../src/model/units.ts'

/** k6's thresholds: a metric, perhaps with tags, and what must hold of it. */
export type Thresholds = Record<string, string[]>

/** Thresholds together: where two are on one metric, both must hold. */
export function together(...parts: readonly Thresholds[]): Thresholds {
  const all: Thresholds = {}
  for (const [metric, conditions] of parts.flatMap((part) => Object.entries(part)))
    all[metric] = [...new Set([...(all[metric] ?? []), ...conditions])]
  return all
}

/**
 * What an SLO asks of k6's own metrics, which cost nothing besides. k6 counts every answer that is not as expected as
 * failed, so it is never milder on failures than the SLO; of latency it asks the same.
 */
function promiseOf(slo: Slo): readonly [metric: string, condition: string] {
  switch (slo.kind) {
    case 'latency':
      return ['http_req_duration', `p(${Number.parseFloat(slo.objective)})<=${seconds(slo.within) * 1000}`]
    case 'availability':
    case 'business-errors':
      return ['http_req_failed', `rate<=${errorBudget(slo.objective)}`]
  }
}

/** What the definition promises of a run: each SLO, of each of its operations where it names some, and their P95. */
export function promises(service: Service): Thresholds {
  const slos = Object.values(service.slos).flatMap((slo) => {
    const [metric, condition] = promiseOf(slo)
    const operations = 'operations' in slo ? slo.operations : undefined
    const metrics = operations?.map((name) => `${metric}{name:${name}}`) ?? [metric]
    return metrics.map((each): Thresholds => ({ [each]: [condition] }))
  })
  const targets = Object.entries(service.operations).map(
    ([name, { loadTarget }]): Thresholds => ({
      [`http_req_duration{name:${name}}`]: [`p(95)<${seconds(loadTarget.acceptable) * 1000}`],
    }),
  )
  return together(...slos, ...targets, moneyHeld(service))
}

/** That a service which moves money holds what was moved: neither bound of the account is broken. */
export function moneyHeld({ business }: Service): Thresholds {
  return business?.flows === undefined
    ? {}
    : { [moneyCounters.above]: ['count>-1'], [moneyCounters.below]: ['count>-1'] }
}

/** What a scenario promises of its own, as far as k6 can tell it. */
export function ownPromise({ p95, success = {} }: ScenarioPromise): Thresholds {
  const thresholds: Thresholds = {}
  if (p95 !== undefined) thresholds['http_req_duration'] = [`p(95)<${seconds(p95) * 1000}`]
  for (const [name, least] of Object.entries(success))
    if (least !== undefined && errorBudget(least) === 0)
      thresholds[`${loadCounters.unexpected}{name:${name}}`] = ['count<1']
  return thresholds
}

/**
 * Conditions that always hold. k6's summary tells apart only those tags that a threshold names; the runner needs each
 * operation's own numbers.
 */
export function bookkeeping(service: Service): Thresholds {
  const thresholds: Thresholds = {}
  for (const name of Object.keys(service.operations)) {
    thresholds[`http_reqs{name:${name}}`] = ['count>=0']
    thresholds[`${loadCounters.offered}{name:${name}}`] = ['count>=0']
    for (const [slo, definition] of Object.entries(service.slos))
      if (definition.kind === 'latency') thresholds[`${loadCounters.bad}{slo:${slo},name:${name}}`] = ['count>=0']
    for (const unexpected of unexpectedClasses)
      thresholds[`${loadCounters.unexpected}{name:${name},class:${unexpected}}`] = ['count>=0']
  }
  return thresholds
}

/** The same for each step of a load. */
export function stepBookkeeping(service: Service, steps: number): Thresholds {
  const thresholds: Thresholds = {}
  for (const phase of probePhases) {
    thresholds[`${stepCounters.probe}{phase:${phase}}`] = ['max>=0']
    thresholds[`${stepCounters.answered}{phase:${phase}}`] = ['rate>=0']
  }
  for (let step = 0; step < steps; step++) {
    thresholds[`${stepCounters.rate}{step:${step}}`] = ['value>=0']
    thresholds[`${stepCounters.seconds}{step:${step}}`] = ['value>=0']
    thresholds[`${stepCounters.offered}{step:${step}}`] = ['count>=0']
    thresholds[`${stepCounters.duration}{step:${step}}`] = ['max>=0']
    for (const slo of Object.keys(service.slos))
      thresholds[`${stepCounters.bad}{step:${step},slo:${slo}}`] = ['count>=0']
  }
  return thresholds
}
