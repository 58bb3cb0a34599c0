import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus'
import { labels, loadMetrics, prometheusMetrics, scrapeInterval } from '../src/model/names.ts'
import { aggregate, type Expression, type Matchers, selector } from '../src/model/promql.ts'
import type { Service } from '../src/model/service.ts'
import { chosenLoad } from './selection.ts'
import { dataSource } from './variables.ts'

// Grafana joins the samples of a series that are at most a step apart into one region: its start and its end.
function regions(name: string, expression: Expression): AnnotationQueryBuilder {
  const target = new DataqueryBuilder()
    .refId('Anno')
    .datasource(dataSource)
    .expr(expression.text)
    .interval(scrapeInterval)
    .range()
  return new AnnotationQueryBuilder().name(name).datasource(dataSource).enable(true).hide(false).target(target)
}

/** Each load-test run, from its first to its last sample, with its id. */
function runs(): AnnotationQueryBuilder {
  const running = aggregate('group', selector(loadMetrics.virtualUsers, chosenLoad), { by: [labels.testid] })
  return regions('Load tests', running)
    .iconColor('purple')
    .titleFormat('Load test')
    .textFormat(`{{${labels.testid}}}`)
    .tagKeys(labels.testid)
}

/** Each alert, of the service where one is given, while it fires. */
function firingAlerts(service?: Service): AnnotationQueryBuilder {
  const own: Matchers = service ? { [labels.service]: service.name } : {}
  const firing = selector(prometheusMetrics.alerts, { alertstate: 'firing', ...own })
  const by = [labels.service, 'alertname', labels.severity, labels.slo]
  return regions('Firing alerts', aggregate('group', firing, { by }))
    .iconColor('red')
    .titleFormat('{{alertname}}')
    .textFormat(`{{${labels.service}}} {{${labels.severity}}} {{${labels.slo}}}`)
    .tagKeys(by.join(','))
}

/** What is drawn across all panels of a service's dashboard. */
export function serviceAnnotations(service: Service): readonly AnnotationQueryBuilder[] {
  return [runs(), firingAlerts(service)]
}

/** What is drawn across all panels of a dashboard of all services. */
export function fleetAnnotations(): readonly AnnotationQueryBuilder[] {
  return [firingAlerts()]
}

/** What is drawn across all panels of a dashboard of load tests. */
export function runAnnotations(): readonly AnnotationQueryBuilder[] {
  return [runs(), firingAlerts()]
}
