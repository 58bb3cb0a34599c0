import { measurableSlos } from '../../src/model/measurable.ts'
import { dashboardKinds, dashboardPath, labels, records } from '../../src/model/names.ts'
import { aggregate, type Matchers, matching, selector } from '../../src/model/promql.ts'
import { hasHistogram, meanResponse } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'
import { ofOperations } from '../../src/model/signals.ts'
import { errorBudget, seconds } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { percentileOf, promisedPercentiles } from '../percentile.ts'
import { servedRequests } from '../selection.ts'
import { servedRate } from '../served.ts'
import { type DataLink, stat } from '../stat.ts'
import { shareOf } from '../zero.ts'

/** To the dashboard of the service that explains a number, at the same time and with the same choices. */
function explainedIn(service: Service, kind: string, title: string): readonly DataLink[] {
  return [{ title, url: `${dashboardPath(service, kind)}?$\{__url_time_range}&$\{__all_variables}` }]
}

/** Key of a number: on a dashboard of several services each says whose it is. */
function keyOf({ service }: Scope, key: string): string {
  return `overview-${service.name}-${key}`
}

/** What a number is about: a service as a whole, or what is chosen of it at the top of the dashboard. */
export interface Scope {
  readonly service: Service
  /** Selects the requests of these operations of the definition, or of all. */
  readonly requests: (only?: readonly string[], extra?: Matchers) => Matchers
}

/** All operations of the definition and all instances. */
export function wholeOf(service: Service): Scope {
  return { service, requests: (only, extra) => ofOperations(service, only, extra) }
}

/** The chosen operation, jobs and instances. */
export function chosenOf(service: Service): Scope {
  return { service, requests: (only, extra) => servedRequests(service, only, extra) }
}

/** Requests per second. */
export function trafficStat(scope: Scope): PanelDraft {
  const { service, requests } = scope
  return stat({
    key: keyOf(scope, 'traffic'),
    title: 'Requests per second',
    description:
      'Requests to the operations of the definition that the service answered. There is no bad value. A fall to 0 while users ' +
      'are awake means that they do not get through: see the alerts.',
    unit: 'reqps',
    queries: [{ expression: servedRate(service, requests()), legend: 'requests' }],
    links: explainedIn(service, dashboardKinds.service, 'By operation'),
    noValue: 'Not scraped',
  })
}

/** Share of the requests that failed. */
export function failuresStat(scope: Scope): PanelDraft {
  const { service, requests } = scope
  const { status } = service.runtime.requests.labels
  const slo = Object.values(service.slos).find(({ kind }) => kind === 'availability')
  const failed = servedRate(service, requests(undefined, { [status]: matching('5..') }))
  return stat({
    key: keyOf(scope, 'failures'),
    title: 'Failed requests',
    description:
      'Share of the requests that were answered with a 5xx. Good: green, 0. Red is more than the promise leaves in the long ' +
      'run: the Service dashboard says which operation.',
    unit: 'percentunit',
    queries: [{ expression: shareOf(failed, servedRate(service, requests())), legend: 'failed' }],
    ...(slo && { bound: { kind: 'below', value: errorBudget(slo.objective) } }),
    links: explainedIn(service, dashboardKinds.service, 'By operation'),
    noValue: 'No requests',
  })
}

/** The first promised percentile; the mean where the service has no histogram. */
export function latencyStat(scope: Scope): PanelDraft {
  const { service, requests } = scope
  const [percentile] = promisedPercentiles(service)
  const { label, promise, operations } = percentile
  const links = explainedIn(service, dashboardKinds.goldenMetrics, 'Golden Metrics')
  const common = { key: keyOf(scope, 'latency'), unit: 's', links, noValue: 'No requests' }
  if (hasHistogram(service)) {
    const expression = percentileOf(service, percentile, requests(operations))
    return stat({
      ...common,
      title: `${label} response time`,
      description: `${label} of the response time. Good: ${promise ? `green, below ${promise.text}` : 'what its users bear'}. When it is not: Golden Metrics says what saturates.`,
      queries: [{ expression, legend: label }],
      ...(promise && { bound: { kind: 'below', value: promise.seconds } }),
    })
  }
  const limit = service.limits.meanResponse?.below
  return stat({
    ...common,
    title: 'Mean response time (no histogram)',
    description: `The service exposes no histogram: its ${label} is unmeasured, and its mean stands here instead. Good: ${limit ? `green, below ${limit}` : 'what its users bear'}. When it is not: Golden Metrics says what saturates.`,
    queries: [{ expression: meanResponse(service, requests(), '$__rate_interval'), legend: 'mean' }],
    ...(limit && { bound: { kind: 'below', value: seconds(limit) } }),
  })
}

/** What is left of the most endangered error budget; nothing where no promise is measured. */
export function worstBudgetStat(scope: Scope): PanelDraft | undefined {
  const { service } = scope
  if (measurableSlos(service).length === 0) return undefined
  const left = selector(records.budgetRemaining, { [labels.service]: service.name })
  return stat({
    key: keyOf(scope, 'budget'),
    title: 'Least error budget left',
    description:
      'What is left of the error budget of that promise of which least is left. Good: green, above 0%. Red is a promise that is ' +
      'broken over its window: the SLO dashboard says which, and since when.',
    unit: 'percentunit',
    decimals: 1,
    queries: [{ expression: aggregate('min', left), legend: 'left' }],
    bound: { kind: 'above', value: 0 },
    links: explainedIn(service, dashboardKinds.slo, 'Promises'),
    noValue: 'No events yet',
  })
}
