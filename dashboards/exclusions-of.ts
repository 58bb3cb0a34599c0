import { loadMetrics, prometheusMetrics } from '../src/model/names.ts'
import type { LintedDashboard, LintedPanel } from './lint/linted.ts'
import { selectionsOf } from './lint/syntax.ts'

/** Why one rule does not apply to one panel. The form is that of Grafana Labs' dashboard-linter. */
export interface Exclusion {
  readonly reason: string
  readonly dashboard: string
  /** Absent where the rule is about the dashboard itself. */
  readonly panel?: string
}

interface RuleEntry {
  readonly rule: string
  readonly entry: Exclusion
}

/** Rule -> what is excluded from it, in both linters' names of rules. */
export type Exclusions = Readonly<Record<string, { readonly reason: string; readonly entries: readonly Exclusion[] }>>

const sinceTheStart: ReadonlySet<string> = new Set([loadMetrics.droppedIterations, loadMetrics.errors])

interface Exception {
  readonly rules: readonly string[]
  readonly reason: string
  applies(metric: string, inRange: boolean): boolean
}

const exceptions: readonly Exception[] = [
  {
    rules: ['target-job-rule', 'target-instance-rule'],
    reason:
      'k6 writes its series itself: no scrape gives them a job or an instance. The run and the operation filter them.',
    applies: (metric) => metric.startsWith('k6_'),
  },
  {
    rules: ['target-job-rule', 'target-instance-rule'],
    reason: 'Recorded for the service as a whole: a promise holds for all its jobs and instances together.',
    applies: (metric) => metric.includes(':') || metric === prometheusMetrics.alerts,
  },
  {
    rules: ['counter-in-rate'],
    reason:
      'The count of a run since its start. k6 writes no series before the first event, which a rate or an increase would miss.',
    applies: (metric, inRange) => sinceTheStart.has(metric) && !inRange,
  },
]

function reasonsFor(panel: LintedPanel): readonly Exception[] {
  const selections = panel.queries.flatMap(({ syntax }) => (syntax ? selectionsOf(syntax) : []))
  return exceptions.filter(({ applies }) =>
    selections.some(({ metric, range }) => applies(metric, range !== undefined)),
  )
}

const choices = ['job', 'instance'] as const

/** A dashboard of something as a whole: there is nothing to choose, and so nothing that its queries could filter by. */
function withoutChoice({ title, panels, variables }: LintedDashboard): readonly RuleEntry[] {
  return choices
    .filter((choice) => !variables.some(({ name }) => name === choice))
    .flatMap((choice) => {
      const reason = `The dashboard is about all that it shows as a whole: no ${choice} is chosen in it.`
      const entries = panels
        .filter(({ queries }) => queries.length > 0)
        .map((panel) => ({ rule: `target-${choice}-rule`, entry: { reason, dashboard: title, panel: panel.title } }))
      return [{ rule: `template-${choice}-rule`, entry: { reason, dashboard: title } }, ...entries]
    })
}

function byQuery({ title, panels }: LintedDashboard): readonly RuleEntry[] {
  return panels.flatMap((panel) =>
    reasonsFor(panel).flatMap(({ rules, reason }) =>
      rules.map((rule) => ({ rule, entry: { reason, dashboard: title, panel: panel.title } })),
    ),
  )
}

/** What no linter can ask of these dashboards, each with its reason. Follows from what the panels read. */
export function exclusionsFor(dashboards: readonly LintedDashboard[]): Exclusions {
  const entries = dashboards.flatMap((dashboard) => [...withoutChoice(dashboard), ...byQuery(dashboard)])
  const rules = [...new Set(entries.map(({ rule }) => rule))].sort()
  return Object.fromEntries(
    rules.map((rule) => {
      const own = new Map<string, Exclusion>()
      for (const { entry } of entries.filter((each) => each.rule === rule)) {
        const key = JSON.stringify([entry.dashboard, entry.panel])
        if (!own.has(key)) own.set(key, entry)
      }
      return [rule, { reason: 'See the reason of each entry.', entries: [...own.values()] }]
    }),
  )
}
