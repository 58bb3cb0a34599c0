import { fleetDashboards, loadMetrics, records as recorded } from '../../src/model/names.ts'
import type { RequestPart } from '../../src/model/request-signals.ts'
import type { Service, Slo } from '../../src/model/service.ts'
import { bytes, errorBudget, seconds, share } from '../../src/model/units.ts'
import type { LintedDashboard, LintedPanel } from './linted.ts'
import { type Operation, type Selection, type Syntax, selectionsOf, visit } from './syntax.ts'

/** A promise or limit of a definition, as the panel's unit shows it. */
export interface ExpectedBound {
  readonly value: number
  /** What it is, for people. */
  readonly of: string
}

function sloBound(slo: Slo, value: number): ExpectedBound {
  return { value, of: `the SLO "${slo.title}"` }
}

function ofQuantile(service: Service, quantile: number): readonly ExpectedBound[] {
  return Object.values(service.slos).flatMap((slo) =>
    slo.kind === 'latency' && share(slo.objective) === quantile ? [sloBound(slo, seconds(slo.within))] : [],
  )
}

function ofFraction(service: Service, within: number): readonly ExpectedBound[] {
  return Object.values(service.slos).flatMap((slo) =>
    slo.kind === 'latency' && seconds(slo.within) === within ? [sloBound(slo, share(slo.objective))] : [],
  )
}

function budgetOf(service: Service, kind: Slo['kind']): readonly ExpectedBound[] {
  const slo = Object.values(service.slos).find((candidate) => candidate.kind === kind)
  return slo ? [sloBound(slo, errorBudget(slo.objective))] : []
}

const labelled = ({ matchers }: Selection, label: string) =>
  matchers.find((matcher) => matcher.label === label && matcher.operator === '=')?.value

/** One less an objective. */
function isBudget(syntax: Syntax): boolean {
  return (
    syntax.kind === 'operation' &&
    syntax.operator === '-' &&
    syntax.left.kind === 'number' &&
    selectionsOf(syntax.right).some(({ metric }) => metric === recorded.objective)
  )
}

/** Budgets, burn rates and shares of good or bad events, read from what the rules record. */
function ofRecord(service: Service, selection: Selection, around: readonly Syntax[]): readonly ExpectedBound[] {
  if (labelled(selection, 'service') !== service.name) return []
  const [outer] = around
  const asItStands = around.every(({ kind }) => kind === 'aggregation')
  const sustainable: ExpectedBound = { value: 1, of: 'the burn rate at which the budget just lasts' }
  if (asItStands && selection.metric === recorded.budgetRemaining)
    return [{ value: 0, of: 'the end of the error budget' }]
  if (asItStands && selection.metric.startsWith(recorded.burnRate(''))) return [sustainable]
  const slo = service.slos[labelled(selection, 'slo') ?? '']
  if (slo === undefined || !selection.metric.startsWith(recorded.ratio(''))) return []
  if (asItStands) return [sloBound(slo, errorBudget(slo.objective))]
  if (outer?.kind !== 'operation') return []
  if (outer.operator === '-' && outer.left.kind === 'number') return [sloBound(slo, share(slo.objective))]
  return outer.operator === '/' && isBudget(outer.right) ? [sustainable] : []
}

/** Whether number or sum of the requests is asked for, of a classic histogram or of a native one. */
function asksFor(syntax: Syntax, metric: string, part: RequestPart): boolean {
  let found = false
  visit(syntax, (inner, around) => {
    if (inner.kind !== 'selection') return
    const read = around.some((outer) => outer.kind === 'call' && outer.name === `histogram_${part}`)
    found ||= inner.metric === `${metric}_${part}` || (read && inner.metric === metric)
  })
  return found
}

function ofRatio(service: Service, { left, right }: Operation): readonly ExpectedBound[] {
  const { metric, labels } = service.runtime.requests
  const above = selectionsOf(left)
  const limit = service.limits.meanResponse?.below
  const counted = asksFor(right, metric, 'count')
  if (counted && asksFor(left, metric, 'sum'))
    return limit ? [{ value: seconds(limit), of: 'the limit of the mean response time' }] : []
  if (!counted)
    return above.some((each) => each.metric === service.business?.failed) ? budgetOf(service, 'business-errors') : []
  const failed = above.some(({ matchers }) =>
    matchers.some(({ label, operator, value }) => label === labels.status && operator === '=~' && value === '5..'),
  )
  return failed ? budgetOf(service, 'availability') : []
}

/** Limits of resources, for panels that show one resource and nothing else. */
function ofLimits({ runtime, limits }: Service, metrics: readonly string[], unit: unknown): readonly ExpectedBound[] {
  const { cpu, heap, databasePool } = runtime.signals
  const shows = (metric: string | undefined) => metrics.length > 0 && metrics.every((each) => each === metric)
  const bound = (value: number, of: string): ExpectedBound => ({ value, of: `the limit of ${of}` })
  return [
    ...(limits.cpu && cpu.kind !== 'absent' && shows(cpu.metric) ? [bound(share(limits.cpu.below), 'the CPU')] : []),
    ...(limits.heap && heap.kind !== 'absent' && shows(heap.metric)
      ? [bound(bytes(limits.heap.below), 'the heap')]
      : []),
    ...(limits.databasePool &&
    unit === 'percentunit' &&
    databasePool.kind === 'share' &&
    metrics.includes(databasePool.used.metric)
      ? [bound(share(limits.databasePool.below), 'the database connections')]
      : []),
  ]
}

function ofQuery(service: Service, syntax: Syntax): readonly ExpectedBound[] {
  const found: ExpectedBound[] = []
  const own = (part: Syntax) =>
    selectionsOf(part).some(
      ({ metric }) => metric.startsWith(service.runtime.requests.metric) || metric === loadMetrics.duration,
    )
  visit(syntax, (part, around) => {
    if (part.kind === 'selection') found.push(...ofRecord(service, part, around))
    // A promise is about a value, not about how far two of them are apart.
    if (around.some((outer) => outer.kind === 'operation' && /^[-+]$/.test(outer.operator))) return
    if (part.kind === 'call' && own(part)) {
      const [first, second] = part.parameters
      if (part.name === 'histogram_quantile' && first?.kind === 'number')
        found.push(...ofQuantile(service, first.value))
      if (part.name === 'histogram_fraction' && second?.kind === 'number')
        found.push(...ofFraction(service, second.value))
    }
    if (part.kind === 'operation' && part.operator === '/') found.push(...ofRatio(service, part))
  })
  return found
}

const fleetUids: ReadonlySet<string> = new Set(Object.values(fleetDashboards))

/** The services that a panel is about: that of the dashboard, or those that its queries name. */
function servicesOf(selections: readonly Selection[], { uid, fleet }: LintedDashboard): readonly Service[] {
  const own = fleet.filter(({ name }) => String(uid).startsWith(`${name}-`))
  if (own.length > 0) return own
  const named = fleet.filter((service) =>
    selections.some((each) => labelled(each, 'job') === service.job || labelled(each, 'service') === service.name),
  )
  if (named.length > 0) return named
  // Anybody else's dashboard promises nothing of what is defined here.
  return fleetUids.has(String(uid)) ? fleet : []
}

/**
 * What a panel's thresholds must show, by what it asks: every SLO or limit of its service that its queries measure. None
 * where it may show several services that promise different things.
 */
export function expectedBounds(panel: LintedPanel, dashboard: LintedDashboard): readonly ExpectedBound[] {
  const parsed = panel.queries.flatMap(({ syntax }) => (syntax ? [syntax] : []))
  const selections = parsed.flatMap(selectionsOf)
  const metrics = selections.map(({ metric }) => metric)
  const [first = [], ...others] = servicesOf(selections, dashboard).map((service) => [
    ...parsed.flatMap((syntax) => ofQuery(service, syntax)),
    ...ofLimits(service, metrics, panel.defaults['unit']),
  ])
  const values = (bounds: readonly ExpectedBound[]) => JSON.stringify(bounds.map(({ value }) => value))
  return others.every((other) => values(other) === values(first)) ? first : []
}
