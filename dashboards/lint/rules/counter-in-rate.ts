import type { LintedDashboard } from '../linted.ts'
import { queryRule } from '../rule.ts'
import { type Selection, type Syntax, selectionsOf, visit } from '../syntax.ts'

/** Functions that mean something over a counter: its growth, its restarts, or whether it is there. */
const overCounters = /^(rate|irate|increase|resets|changes|absent|absent_over_time|present_over_time|count_over_time)$/
const aboutPresence = /^(count|group)$/

/** `_count` and `_sum` are counters where both are used, as parts of one histogram; other names may end so by chance. */
function isCounter(metric: string, used: ReadonlySet<string>): boolean {
  // A colon marks a recorded series, which says itself what was done to it.
  if (metric.includes(':')) return false
  if (/_(total|bucket)$/.test(metric)) return true
  const [, base, part] = /^(.+)_(count|sum)$/.exec(metric) ?? []
  return base !== undefined && (used.has(`${base}_${part === 'count' ? 'sum' : 'count'}`) || used.has(`${base}_bucket`))
}

/** Every metric that the dashboard reads, and those that the definitions know to be histograms. */
function metricsOf({ panels, fleet }: LintedDashboard): ReadonlySet<string> {
  const queries = panels.flatMap((panel) => panel.queries)
  const read = queries.flatMap(({ syntax }) => (syntax ? selectionsOf(syntax).map(({ metric }) => metric) : []))
  return new Set([...read, ...fleet.map(({ runtime }) => `${runtime.requests.metric}_bucket`)])
}

function isCovered({ range }: Selection, around: readonly Syntax[]): boolean {
  const [outer] = around
  if (range !== undefined) return outer?.kind === 'call' && overCounters.test(outer.name)
  if (outer?.kind === 'subquery') return around[1]?.kind === 'call' && overCounters.test(around[1].name)
  return (
    (outer?.kind === 'aggregation' && aboutPresence.test(outer.operator)) ||
    (outer?.kind === 'call' && outer.name === 'absent')
  )
}

/** A counter itself says how long ago a process started: only its growth says something. */
export const counterInRateRule = queryRule(
  'counter-in-rate',
  'A counter stands inside rate() or increase().',
  ({ syntax }, _, dashboard) => {
    const used = metricsOf(dashboard)
    const raw = new Set<string>()
    visit(syntax, (part, around) => {
      if (part.kind === 'selection' && isCounter(part.metric, used) && !isCovered(part, around)) raw.add(part.metric)
    })
    return [...raw].map((metric) => ({
      what: `reads the counter ${metric} as it stands, which begins anew with each restart`,
      mend: `Write rate(${metric}{…}[$__rate_interval]), or increase() for a number.`,
    }))
  },
)
