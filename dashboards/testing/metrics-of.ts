import { parser } from '@prometheus-io/lezer-promql'
import type { DashboardDocument } from '../../src/model/grafana-variables.ts'
import { expandQuery, queriesOf } from '../../src/model/grafana-variables.ts'
import { loadMetrics, prometheusMetrics, records } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'

/** The names of all metrics that the dashboard's queries select. */
export function metricsOf(dashboard: DashboardDocument): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { expression } of queriesOf(dashboard)) {
    const text = expandQuery(expression, dashboard, { step: 5, scrapeInterval: 5, range: 900 })
    parser.parse(text).iterate({
      enter: (node) => {
        if (node.name === 'VectorSelector') names.add(/^[\w:]*/.exec(text.slice(node.from, node.to))?.[0] ?? '')
      },
    })
  }
  return names
}

/** The names of all metrics that a service of this definition, the load and the rules can have. */
export function metricsKnownFor(service: Service): ReadonlySet<string> {
  const { requests, signals } = service.runtime
  const ofSignals = Object.values(signals).flatMap((signal) => {
    switch (signal.kind) {
      case 'absent':
        return []
      case 'share':
        return [signal.used.metric, signal.total.metric]
      case 'pauses':
        return [`${signal.metric}_sum`, `${signal.metric}_count`]
      default:
        return [signal.metric]
    }
  })
  const { succeeded = {}, failed = '', rejected = '', flows = {} } = service.business ?? {}
  const windows = ['5m', '1h', ...Object.values(service.slos).map((slo) => slo.window)]
  return new Set([
    ...(requests.histogram.kind === 'native' ? [] : ['count', 'sum'].map((part) => `${requests.metric}_${part}`)),
    ...(requests.histogram.kind === 'classic' ? [`${requests.metric}_bucket`] : []),
    ...(requests.histogram.kind === 'native' ? [requests.metric] : []),
    ...(requests.maximum ? [requests.maximum] : []),
    ...ofSignals,
    ...[...Object.values(succeeded), failed, rejected, ...Object.values(flows)],
    ...Object.values(loadMetrics),
    ...Object.values(prometheusMetrics),
    ...windows.flatMap((window) => [records.ratio(window), records.burnRate(window)]),
    records.budgetRemaining,
  ])
}
