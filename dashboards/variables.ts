import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { dataSourceUid, labels, loadMetrics, prometheusMetrics } from '../src/model/names.ts'
import { type Matcher, matching, selector } from '../src/model/promql.ts'
import type { Operation, Service } from '../src/model/service.ts'

/** The data source of every panel: the one that is chosen at the top of the dashboard. */
export const dataSource: DataSourceRef = { type: 'prometheus', uid: '$' + '{datasource}' }

/** Matches the jobs that are chosen at the top of the dashboard: the service's own, or its canary's. */
export const chosenJobs: Matcher = matching('$job')

/** Matches the instances that are chosen at the top of the dashboard. */
export const chosenInstances: Matcher = matching('$instance')

/** Matches the runs that are chosen at the top of the dashboard. */
export const chosenRuns: Matcher = matching('$testid')

/**
 * Matches the chosen operation in any of its three spellings: k6's `name`, the server's method and the server's URI
 * template. `pipe` keeps Grafana from escaping the value, which is a regular expression already.
 */
export const chosenOperation: Matcher = matching('$' + '{operation:pipe}')

const all = { selected: true, text: 'All', value: '$__all' }
const allOfMany = { selected: true, text: ['All'], value: ['$__all'] }

/** Text as a regular expression that needs no backslash, since Grafana puts it into a PromQL string as it stands. */
function literalPattern(text: string): string {
  return text.replace(/[.$*+?()[\]{}|]/g, '[$&]').replace(/["\\^]/g, '.')
}

/**
 * The value of an operation in the variable: an alternation of its name, its method and its URI template. One value
 * serves `name`, `method` and `uri` alike, because no two of the three can be confused: a template begins with `/`, a
 * method is in capitals, a name is in lower case.
 */
export function operationPattern(name: string, operation: Operation): string {
  return [name, operation.method, literalPattern(operation.uri)].join('|')
}

function operationQuery(service: Service): string {
  const options = Object.entries(service.operations).map(
    ([name, operation]) => `${name} : ${operationPattern(name, operation).replaceAll(',', '\\,')}`,
  )
  return options.join(', ')
}

/** The variables at the top of a service's dashboard. */
export function serviceVariables(
  service: Service,
): readonly (DatasourceVariableBuilder | QueryVariableBuilder | CustomVariableBuilder)[] {
  const labelValues = (metric: string, label: string) => `label_values(${metric}, ${label})`
  const jobs = labelValues(selector(prometheusMetrics.up, { job: matching(`${service.job}.*`) }).text, 'job')
  const instances = labelValues(selector(prometheusMetrics.up, { job: chosenJobs }).text, 'instance')
  const runs = labelValues(loadMetrics.virtualUsers, labels.testid)
  // A list may be empty (no run yet, nothing scraped yet). The value of All keeps every panel alive then; that of runs
  // also matches a run without an id, as plain `k6 run` makes it.
  const list = (name: string, label: string, query: string, allValue: string) =>
    new QueryVariableBuilder(name)
      .label(label)
      .datasource(dataSource)
      .query({ query, refId: `variable-${name}`, qryType: 1 })
      .definition(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .multi(true)
      .includeAll(true)
      .allValue(allValue)
      .current(allOfMany)
  return [
    new DatasourceVariableBuilder('datasource')
      .label('Data source')
      .type('prometheus')
      .current({ selected: true, text: 'Prometheus', value: dataSourceUid }),
    list('testid', 'Run', runs, '.*')
      .description('Load-test runs in the time range. Filters what the load did, never what the service felt.')
      .sort(VariableSort.AlphabeticalDesc),
    new CustomVariableBuilder('operation')
      .label('Operation')
      .description("An operation of the definition: filters the load's and the service's requests alike.")
      .values(operationQuery(service))
      .multi(false)
      .includeAll(true)
      .allowCustomValue(false)
      .current(all),
    list('job', 'Job', jobs, '.+')
      .description('Jobs whose name begins with that of the service: its own, and for instance its canary.')
      .includeAll(false)
      .current({ selected: true, text: [service.job], value: [service.job] })
      .sort(VariableSort.AlphabeticalAsc),
    list('instance', 'Instance', instances, '.+')
      .description('Instances of the chosen jobs.')
      .sort(VariableSort.AlphabeticalAsc),
  ]
}
