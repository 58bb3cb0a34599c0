import { isUnmeasured, type Measured } from '../analysis/run.ts'
import { type PlannedLoad, type Span, steadySpan } from '../analysis/steady-part.ts'
import { type Inspected, type K6Stage, plannedStages } from '../clients/k6-inspect.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import type { K6Choices } from './load-options.ts'

/** What `--stage 10s:5`, or one of several in `K6_STAGES`, means. */
function stageOf(text: string): K6Stage {
  const [duration = '', target] = text.split(':')
  return { duration, target: Number(target) }
}

/**
 * The loads that k6 will run. Iterations, a duration or stages on its command line replace all that the script says, and
 * so do those of its environment (`K6_DURATION`, …), in this order: https://grafana.com/docs/k6/latest/using-k6/k6-options/how-to/
 */
export function plannedLoads(
  choices: K6Choices,
  variables: Context['environment'],
  inspected: Inspected,
): readonly PlannedLoad[] {
  const { duration, iterations, stages, virtualUsers } = choices.run
  const constant = (time: string): PlannedLoad[] => [
    { startsAt: 0, stages: plannedStages(1, [{ duration: time, target: 1 }]) },
  ]
  const users = virtualUsers ?? (Number(variables['K6_VUS']) || (inspected.virtualUsers ?? 1))
  const ramp = (texts: readonly string[]): PlannedLoad[] => [
    { startsAt: 0, stages: plannedStages(users, texts.map(stageOf)) },
  ]
  if (iterations !== undefined) return [{ startsAt: 0, stages: [] }]
  if (duration !== undefined) return constant(duration)
  if (stages !== undefined) return ramp(stages)
  if (variables['K6_ITERATIONS']) return [{ startsAt: 0, stages: [] }]
  if (variables['K6_DURATION']) return constant(variables['K6_DURATION'])
  return variables['K6_STAGES'] ? ramp(variables['K6_STAGES'].split(',')) : inspected.loads
}

/** The part of the planned load that will be steady; the reason where there is none. */
export function plannedSpan(service: Service, scenario: string, loads: readonly PlannedLoad[]): Measured<Span> {
  if (service.scenarios?.[scenario]?.kind === 'steps')
    return { unmeasured: 'The load rises until it breaks the service, and each of its steps is judged by itself.' }
  return steadySpan(loads)
}

/** The same for whoever only needs to know it where there is one. */
export function spanOf(span: Measured<Span>): Span | undefined {
  return isUnmeasured(span) ? undefined : span
}
