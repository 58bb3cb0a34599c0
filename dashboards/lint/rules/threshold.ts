import { type Json, type LintedPanel, record, records } from '../linted.ts'
import { expectedBounds } from '../promise.ts'
import { panelRule } from '../rule.ts'

function stepsOf(thresholds: unknown): readonly Json[] {
  return records(record(thresholds)['steps'])
}

/** The thresholds of all fields, and of each field that has its own. */
function allSteps({ defaults, overrides }: LintedPanel): readonly (readonly Json[])[] {
  const overriding = overrides.flatMap((override) =>
    records(override['properties']).flatMap(({ id, value }) => (id === 'thresholds' ? [stepsOf(value)] : [])),
  )
  return [stepsOf(defaults['thresholds']), ...overriding]
}

/** The first step is open towards below, whatever value a Grafana has written there. */
function boundsOf(steps: readonly Json[]): readonly number[] {
  return steps.slice(1).flatMap(({ value }) => (typeof value === 'number' ? [value] : []))
}

function isOrdered(steps: readonly Json[]): boolean {
  const bounds = boundsOf(steps)
  return bounds.every((value, index) => index === 0 || value > (bounds[index - 1] ?? value))
}

/** Thresholds are in order, and show the promise or limit that the definition makes about what the panel shows. */
export const thresholdRule = panelRule(
  'threshold',
  'Thresholds ascend, and equal the SLO or limit of the definition.',
  (panel, dashboard) => {
    const all = allSteps(panel)
    const order = all.every(isOrdered)
      ? []
      : [
          {
            what: 'has thresholds that do not ascend',
            mend: 'Order them: after the base the smallest first. Grafana takes the first that fits.',
          },
        ]
    const bounds = all.flatMap(boundsOf)
    const expected = expectedBounds(panel, dashboard)
    const [first] = expected
    if (first === undefined || expected.some(({ value }) => bounds.includes(value))) return order
    const shown = bounds.length === 0 ? 'shows no threshold' : `shows ${bounds.join(', ')} as threshold`
    const mend = `Set the threshold to ${first.value}, or change the definition.`
    return [...order, { what: `${shown}, but ${first.of} is ${first.value}`, mend }]
  },
)
