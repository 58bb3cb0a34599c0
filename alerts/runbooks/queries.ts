import { labels, prometheusMetrics, records } from '../../src/model/names.ts'
import {
  aggregate,
  call,
  type Expression,
  literal,
  type Matchers,
  matching,
  operate,
  rate,
  selector,
  sum,
} from '../../src/model/promql.ts'
import { hasHistogram, requestRate, requests, responseQuantile, slowShare } from '../../src/model/request-signals.ts'
import type { Service, Slo } from '../../src/model/service.ts'
import { levelByInstance, ofOperations, ofService, series } from '../../src/model/signals.ts'
import { seconds } from '../../src/model/units.ts'
import type { Query } from './markdown.ts'

const range = '5m'

function served(service: Service, extra: Matchers, by: readonly string[]): Expression {
  return requestRate(service, 'count', ofOperations(service, undefined, extra), range, by)
}

/** Who answers, and who does not. */
export function targetQueries(service: Service): readonly Query[] {
  return [
    {
      purpose: 'Which instances answer (1) and which do not (0):',
      expression: selector(prometheusMetrics.up, ofService(service)),
    },
  ]
}

/** What the errors of an SLO are made of. */
export function errorQueries(service: Service): readonly Query[] {
  const { method, uri, status } = service.runtime.requests.labels
  const failed = { [status]: matching('5..') }
  const refused = { [status]: matching('4..') }
  return [
    {
      purpose:
        'Server errors per second, by operation and status. One operation: its own code or table. All of them: what they share.',
      expression: operate(served(service, failed, [method, uri, status]), '>', literal(0)),
    },
    {
      purpose: 'The same by instance. One instance: restart or drain it.',
      expression: operate(served(service, failed, ['instance']), '>', literal(0)),
    },
    {
      purpose: 'Refusals (4xx) per second, by operation and status: a wave of them is a client that has changed.',
      expression: operate(served(service, refused, [method, uri, status]), '>', literal(0)),
    },
    {
      purpose: 'Requests per second, by operation: has traffic changed at the same moment?',
      expression: served(service, {}, [method, uri]),
    },
  ]
}

/** Why business operations fail or are refused. */
export function businessQueries(service: Service): readonly Query[] {
  const { business } = service
  if (!business) return []
  const perSecond = (metric: string) =>
    operate(sum(rate(selector(metric, ofService(service)), range), ['type', 'reason']), '>', literal(0))
  return [
    {
      purpose: 'Operations that the service failed to do, by type and reason:',
      expression: perSecond(business.failed),
    },
    ...(business.rejected
      ? [
          {
            purpose: 'Operations that were refused, by type and reason (validation, unknown ids, business rules):',
            expression: perSecond(business.rejected),
          },
        ]
      : []),
  ]
}

/** Where the time goes. */
export function latencyQueries(service: Service, slo?: Slo): readonly Query[] {
  if (!hasHistogram(service)) return []
  const { method, uri } = service.runtime.requests.labels
  const operations = ofOperations(service)
  const by = [method, uri]
  const within = slo?.kind === 'latency' ? slo.within : undefined
  return [
    {
      purpose: 'P95 by operation, in seconds. One operation: look at its statements. All: at what they share.',
      expression: responseQuantile(service, 0.95, operations, range, by),
    },
    ...(within
      ? [
          {
            purpose: `Share of requests slower than ${within}, by operation:`,
            expression: slowShare(service, seconds(within), operations, range, by),
          },
        ]
      : []),
  ]
}

/** What saturates: whatever the runtime shows of it. */
export function saturationQueries(service: Service): readonly Query[] {
  const { cpu, heap, databasePool, databaseWaiting, activeRequests, eventLoopLag, garbageCollection } =
    service.runtime.signals
  const shown = [
    [`CPU by instance (1 is ${service.runtime.cpuUnit}):`, levelByInstance(service, cpu, range)],
    ['Heap in use by instance, in bytes:', levelByInstance(service, heap, range)],
    ['Share of the database connections in use, by instance:', levelByInstance(service, databasePool, range)],
    ['Requests that wait for a database connection, by instance:', levelByInstance(service, databaseWaiting, range)],
    ['Requests in flight, by instance:', levelByInstance(service, activeRequests, range)],
    ['Seconds by which the event loop runs late, by instance:', levelByInstance(service, eventLoopLag, range)],
  ] as const
  const queries = shown.flatMap(([purpose, expression]) => (expression ? [{ purpose, expression }] : []))
  if (garbageCollection.kind === 'absent') return queries
  const { metric, labels: own = {} } = garbageCollection
  const paused = sum(rate(series(service, { metric: `${metric}_sum`, labels: own }), range), ['instance'])
  return [
    ...queries,
    { purpose: 'Share of time in garbage collection, by instance; over 0.05 it is felt:', expression: paused },
  ]
}

/** How the SLOs of the service stand. */
export function budgetQueries(service: Service): readonly Query[] {
  const own = { [labels.service]: service.name }
  return [
    {
      purpose: 'Share of bad events in the last five minutes, by SLO:',
      expression: selector(records.ratio('5m'), own),
    },
    {
      purpose: 'Burn rate over the last hour, by SLO (1 lasts exactly as long as the window):',
      expression: selector(records.burnRate('1h'), own),
    },
    { purpose: 'What is left of the error budgets:', expression: selector(records.budgetRemaining, own) },
    {
      purpose: 'Hours until they are spent, if it goes on like this (none for what is spent already or does not burn):',
      expression: operate(selector(records.budgetLasts, own), '/', literal(3600)),
    },
    { purpose: 'How much of their windows is recorded:', expression: selector(records.coverage, own) },
  ]
}

/** Whether and since when the service's processes run. */
export function startQueries(service: Service): readonly Query[] {
  return [
    {
      purpose: 'Seconds since the service was started last:',
      expression: operate(call('time'), '-', selector(records.started, { [labels.service]: service.name })),
    },
    {
      purpose: 'What the request metric still shows, by label set:',
      expression: aggregate('count', requests(service, 'count', ofService(service)), {
        by: [service.runtime.requests.labels.uri, service.runtime.requests.labels.status],
      }),
    },
  ]
}
