import { measurableSlos } from '../../src/model/measurable.ts'
import { dashboardKinds, dashboardPath, labels, records } from '../../src/model/names.ts'
import { aggregate, matching, selector } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { hasHistogram, meanResponse, ofOperations } from '../../src/model/signals.ts'
import { errorBudget, seconds } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { percentileOf, promisedPercentiles } from '../percentile.ts'
import { servedRate } from '../served.ts'
import { type DataLink, stat } from '../stat.ts'
import { shareOf } from '../zero.ts'

/** To the dashboard of the service that explains a number, at the same time and with the same choices. */
function explainedIn(service: Service, kind: string, title: string): readonly DataLink[] {
  return [{ title, url: `${dashboardPath(service, kind)}?$\{__url_time_range}&$\{__all_variables}` }]
}

/** Key and title of a number: on a dashboard of several services each says whose it is. */
function named(service: Service, key: string) {
  return `overview-${service.name}-${key}`
}

/** Requests per second. */
export function trafficStat(service: Service): PanelDraft {
  return stat({
    key: named(service, 'traffic'),
    title: 'Requests per second',
    description:
      'Requests to the operations of the definition that the service answered. There is no bad value. A fall to 0 while users ' +
      'are awake means that they do not get through: see the alerts.',
    unit: 'reqps',
    queries: [{ expression: servedRate(service, ofOperations(service)), legend: 'requests' }],
    links: explainedIn(service, dashboardKinds.service, 'By operation'),
    noValue: 'Not scraped',
  })
}

/** Share of the requests that failed. */
export function failuresStat(service: Service): PanelDraft {
  const { status } = service.runtime.requests.labels
  const slo = Object.values(service.slos).find(({ kind }) => kind === 'availability')
  const failed = servedRate(service, ofOperations(service, undefined, { [status]: matching('5..') }))
  return stat({
    key: named(service, 'failures'),
    title: 'Failed requests',
    description:
      'Share of the requests that were answered with a 5xx. Good: green, 0. Red is more than the promise leaves in the long ' +
      'run: the Service dashboard says which operation.',
    unit: 'percentunit',
    queries: [{ expression: shareOf(failed, servedRate(service, ofOperations(service))), legend: 'failed' }],
    ...(slo && { bound: { kind: 'below', value: errorBudget(slo.objective) } }),
    links: explainedIn(service, dashboardKinds.service, 'By operation'),
    noValue: 'No requests',
  })
}

/** The first promised percentile; the mean where the service has no histogram. */
export function latencyStat(service: Service): PanelDraft {
  const [percentile] = promisedPercentiles(service)
  const { label, promise, operations } = percentile
  const links = explainedIn(service, dashboardKinds.goldenMetrics, 'Golden Metrics')
  const common = { key: named(service, 'latency'), unit: 's', links, noValue: 'No requests' }
  if (hasHistogram(service)) {
    const expression = percentileOf(service, percentile, ofOperations(service, operations))
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
    queries: [{ expression: meanResponse(service, ofOperations(service), '$__rate_interval'), legend: 'mean' }],
    ...(limit && { bound: { kind: 'below', value: seconds(limit) } }),
  })
}

/** What is left of the most endangered error budget; nothing where no promise is measured. */
export function worstBudgetStat(service: Service): PanelDraft | undefined {
  if (measurableSlos(service).length === 0) return undefined
  const left = selector(records.budgetRemaining, { [labels.service]: service.name })
  return stat({
    key: named(service, 'budget'),
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
