import { alertNames, labels, severities } from '../src/model/names.ts'
import { type Expression, literal, operate } from '../src/model/promql.ts'
import { meanResponse } from '../src/model/request-signals.ts'
import type { Limit, ResourceLimits, Service } from '../src/model/service.ts'
import { level, ofOperations } from '../src/model/signals.ts'
import { bytes, type Duration, seconds, share } from '../src/model/units.ts'
import { annotations } from './annotations.ts'
import { type AlertRule, type RuleGroup, wholeDuration } from './rules.ts'
import { meanSeries, signalSeries } from './signal-series.ts'
import type { InputSeries } from './traffic.ts'

/** How long a limit must be exceeded where the definition does not say. */
export const defaultFor: Duration = '10m'

/** Levels that a resource has, each for some minutes. */
export type Levels = readonly (readonly [minutes: number, value: number])[]

/** A limit of a service that its runtime can measure. */
export interface MeasuredLimit {
  readonly alert: string
  readonly what: string
  readonly below: string
  /** The bound as a share, bytes or seconds. */
  readonly bound: number
  readonly for: Duration
  /** The current level over all instances. */
  readonly level: Expression
  /** How Prometheus' templates print the level. */
  readonly format: string
  /** Of what the level is. */
  readonly where: string
  /** The raw series of a service with these levels, for promtool. */
  readonly series: (levels: Levels) => readonly InputSeries[]
}

/** Where counters become rates: long enough for a scrape a minute. */
const range = '5m'
const percentage = 'humanizePercentage'

function measuredLimit(
  service: Service,
  resource: 'cpu' | 'heap' | 'databasePool',
  limit: Limit<string> | undefined,
  rest: Pick<MeasuredLimit, 'what' | 'bound' | 'format'>,
): readonly MeasuredLimit[] {
  const signal = service.runtime.signals[resource]
  const current = level(service, signal, range)
  // What the runtime declares absent cannot be judged; validation has said so.
  if (!limit || !current) return []
  return [
    {
      ...rest,
      alert: alertNames.limits[resource],
      below: limit.below,
      for: limit.for ?? defaultFor,
      where: 'on the worst instance',
      level: current,
      series: (levels) => signalSeries(service, signal, levels),
    },
  ]
}

function meanLimit(service: Service, limit: ResourceLimits['meanResponse']): readonly MeasuredLimit[] {
  if (!limit) return []
  return [
    {
      what: 'Mean response time',
      bound: seconds(limit.below),
      format: 'humanizeDuration',
      where: 'over all requests',
      alert: alertNames.limits.meanResponse,
      below: limit.below,
      for: limit.for ?? defaultFor,
      level: meanResponse(service, ofOperations(service), range),
      series: (levels) => meanSeries(service, levels),
    },
  ]
}

/** The limits of the service that its runtime can measure. */
export function measuredLimits(service: Service): readonly MeasuredLimit[] {
  const { cpu, heap, databasePool, meanResponse: mean } = service.limits
  return [
    ...measuredLimit(service, 'cpu', cpu, {
      what: `CPU (100% is ${service.runtime.cpuUnit})`,
      bound: cpu ? share(cpu.below) : 0,
      format: percentage,
    }),
    ...measuredLimit(service, 'heap', heap, {
      what: 'Heap',
      bound: heap ? bytes(heap.below) : 0,
      // `humanize` counts in thousands, as the unit GB of a definition does.
      format: 'humanize',
    }),
    ...measuredLimit(service, 'databasePool', databasePool, {
      what: 'Database connections in use',
      bound: databasePool ? share(databasePool.below) : 0,
      format: percentage,
    }),
    ...meanLimit(service, mean),
  ]
}

function limitAlert(service: Service, limit: MeasuredLimit): AlertRule {
  const unit = limit.format === 'humanize' ? 'B' : ''
  return {
    alert: limit.alert,
    expr: operate(limit.level, '>', literal(limit.bound)).text,
    for: wholeDuration(limit.for),
    labels: {
      [labels.severity]: severities.ticket,
      [labels.service]: service.name,
      [labels.tier]: String(service.tier),
    },
    annotations: annotations(
      limit.alert,
      service,
      `${service.title}: ${limit.what} above ${limit.below}`,
      `${limit.what} at {{ $value | ${limit.format} }}${unit} ${limit.where}; the limit is ${limit.below}, ` +
        `exceeded for ${limit.for}.`,
    ),
  }
}

/** Alerts on the service's limits: tickets, for a limit that is exceeded harms nobody until an SLO suffers. */
export function limitGroup(service: Service): RuleGroup | undefined {
  const limits = measuredLimits(service)
  return limits.length === 0
    ? undefined
    : { name: `${service.name}-limits`, rules: limits.map((limit) => limitAlert(service, limit)) }
}
