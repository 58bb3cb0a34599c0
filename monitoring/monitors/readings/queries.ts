import { businessCounters } from '../../../src/analysis/counters.ts'
import { type ResourceName, resourceNames } from '../../../src/analysis/resource.ts'
import { labels, loadMetrics, prometheusMetrics, records } from '../../../src/model/names.ts'
import {
  aggregate,
  type Expression,
  increase,
  literal,
  type Matchers,
  oneOf,
  operate,
  quantileOfNative,
  type Range,
  rate,
  selector,
  sum,
  withLabel,
} from '../../../src/model/promql.ts'
import {
  classicBuckets,
  hasHistogram,
  promisedBoundaries,
  requestIncrease,
  requestRate,
  responseQuantile,
} from '../../../src/model/request-signals.ts'
import type { Pauses } from '../../../src/model/runtime.ts'
import type { Service } from '../../../src/model/service.ts'
import { level, ofOperations, ofService, series } from '../../../src/model/signals.ts'
import { burnWindows } from './reading.ts'

/** The label by which the parts of one query are told apart: few large questions cost less than many small ones. */
export const partLabel = 'part'

const union = (parts: readonly Expression[]): string =>
  parts.length === 0 ? 'vector(0) > 1' : parts.reduce((left, right) => operate(left, 'or', right)).text

const named = (part: string, expression: Expression): Expression => withLabel(expression, partLabel, part)

function requestLabels(service: Service): readonly string[] {
  const { method, uri, status } = service.runtime.requests.labels
  return [method, uri, status]
}

/**
 * Growth over the range, all instances together: of the operations' requests, with all their buckets or those that an SLO
 * names, and of the business counters.
 */
export function growthQuery(service: Service, range: Range, which: 'all' | 'slos'): string {
  return union(growth(service, range, which))
}

function growth(service: Service, range: Range, which: 'all' | 'slos'): readonly Expression[] {
  const by = requestLabels(service)
  const { metric } = service.runtime.requests
  const operations = ofOperations(service)
  const buckets = bucketGrowth(service, range, which)
  return [
    ...(buckets === undefined ? [] : [buckets]),
    ...(['count', 'sum'] as const).map((part) =>
      named(`${metric}_${part}`, requestIncrease(service, part, operations, range, by)),
    ),
    ...businessCounters(service).map((counter) =>
      named(counter, sum(increase(selector(counter, ofService(service)), range))),
    ),
  ]
}

/** The buckets of what was asked for at all. */
function bucketGrowth(service: Service, range: Range, which: 'all' | 'slos'): Expression | undefined {
  if (!hasHistogram(service)) return undefined
  const by = requestLabels(service)
  const { metric } = service.runtime.requests
  const promised = promisedBoundaries(service)
  if (which === 'slos' && promised.length === 0) return undefined
  const grown = (series: Expression, le: readonly string[]) => sum(increase(series, range), [...by, ...le])
  const buckets = classicBuckets(service, grown, which === 'slos' ? promised : undefined)
  const asked = operate(requestIncrease(service, 'count', ofOperations(service), range, by), '>', literal(0))
  return named(`${metric}_bucket`, operate(buckets, 'and', asked, { on: by }))
}

function pauseShare(service: Service, signal: Pauses, range: Range): Expression {
  const total = series(service, { ...signal, metric: `${signal.metric}_sum` })
  return aggregate('max', sum(rate(total, range), ['instance']))
}

/** The parts of `levelQuery` apart from the resources. */
export const levelParts = { instances: 'instances', up: 'up', garbageCollection: 'garbageCollection' } as const

/** The level of every resource that the runtime has, the worst instance each; how many instances there are, and are up. */
export function levelQuery(service: Service, range: Range): string {
  return union(levels(service, range))
}

function levels(service: Service, range: Range): readonly Expression[] {
  const { signals } = service.runtime
  const resource = (name: ResourceName): readonly Expression[] => {
    const expression = level(service, signals[name], range)
    return expression ? [named(name, expression)] : []
  }
  const up = selector(prometheusMetrics.up, ofService(service))
  const collection = signals.garbageCollection
  return [
    ...resourceNames.flatMap(resource),
    ...(collection.kind === 'absent'
      ? []
      : [named(levelParts.garbageCollection, pauseShare(service, collection, range))]),
    named(levelParts.instances, aggregate('count', up)),
    named(levelParts.up, sum(up)),
  ]
}

/** The curves that a monitor draws, for what was before it began: rate, share of 5xx, and the mean where there is no P95. */
export function curveQuery(service: Service, range: Range): string {
  const { status } = service.runtime.requests.labels
  const per = (extra: Matchers, part: 'count' | 'sum' = 'count') =>
    requestRate(service, part, ofOperations(service, undefined, extra), range)
  const all = per({})
  const asked = operate(all, '>', literal(0))
  const failed = operate(per({ [status]: { operator: '=~', value: '5..' } }), 'or', operate(all, '*', literal(0)))
  const latency = hasHistogram(service)
    ? responseQuantile(service, 0.95, ofOperations(service), range)
    : operate(per({}, 'sum'), '/', asked)
  return union([
    named('traffic', all),
    named('errors', operate(failed, '/', asked)),
    named('latency', operate(latency, '*', literal(1000))),
  ])
}

/** Burn rates and what is left of the budgets, as the recording rules tell them; the series keep their names. */
export function budgetQuery(service: Service): string {
  const names = [records.burnRate(burnWindows.short), records.burnRate(burnWindows.long), records.budgetRemaining]
  return selector('', { __name__: oneOf(names), [labels.service]: service.name }).text
}

/** The parts of `momentQuery` that are of a run. */
export const runParts = {
  virtualUsers: 'virtualUsers',
  offered: 'offered',
  answered: 'answered',
  p95: 'p95',
  unexpected: 'unexpected',
  dropped: 'dropped',
} as const

/** What the load generators say of the runs that are on, by `testid`. Rates look back over the range. */
function runs(range: Range): readonly Expression[] {
  const by = [labels.testid]
  const isRun: Matchers = { [labels.testid]: { operator: '!=', value: '' } }
  const of = (metric: string) => selector(metric, isRun)
  return [
    named(runParts.virtualUsers, sum(of(loadMetrics.virtualUsers), by)),
    named(runParts.offered, sum(rate(of(loadMetrics.offered), range), by)),
    named(runParts.answered, sum(rate(of(loadMetrics.requests), range), by)),
    named(runParts.p95, quantileOfNative(0.95, sum(rate(of(loadMetrics.duration), range), by))),
    named(runParts.unexpected, sum(of(loadMetrics.errors), by)),
    named(runParts.dropped, sum(of(loadMetrics.droppedIterations), by)),
  ]
}

/** Everything that changes from one second to the next, as one question: many small ones cost a monitor more. */
export function momentQuery(service: Service, range: Range, runRange: Range): string {
  return union([...growth(service, range, 'all'), ...levels(service, range), ...runs(runRange)])
}
