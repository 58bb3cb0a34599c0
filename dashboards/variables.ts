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

/** `label_values(metric, label)`: the values of a label in the time range. */
export function labelValues(metric: string, label: string): string {
  return `label_values(${metric}, ${label})`
}

/** The data source that everything is asked of; the provisioned one unless another is chosen. */
export function dataSourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus')
    .current({ selected: true, text: 'Prometheus', value: dataSourceUid })
}

/** A list of values that Prometheus knows in the time range, of which one is chosen. */
export function queryVariable(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(dataSource)
    .query({ query, refId: `variable-${name}`, qryType: 1 })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
}

// A list may be empty (no run yet, nothing scraped yet). The value of All keeps every panel alive then; that of runs also
// matches a run without an id, as plain `k6 run` makes it.
function listVariable(name: string, label: string, query: string, allValue: string): QueryVariableBuilder {
  return queryVariable(name, label, query).multi(true).includeAll(true).allValue(allValue).current(allOfMany)
}

/** The load-test runs in the time range; all of them unless some are chosen. */
export function runVariable(): QueryVariableBuilder {
  return listVariable('testid', 'Run', labelValues(loadMetrics.virtualUsers, labels.testid), '.*')
    .description('Load-test runs in the time range. Filters what the load did, never what the service felt.')
    .sort(VariableSort.AlphabeticalDesc)
}

/** An operation of the definitions, or all. Where there are several services, each option says whose it is. */
export function operationVariable(services: readonly Service[]): CustomVariableBuilder {
  const options = services.flatMap((service) =>
    Object.entries(service.operations).map(([name, operation]) => {
      const text = services.length > 1 ? `${name} of ${service.name}` : name
      return `${text} : ${operationPattern(name, operation).replaceAll(',', '\\,')}`
    }),
  )
  return new CustomVariableBuilder('operation')
    .label('Operation')
    .description("An operation of the definition: filters the load's and the service's requests alike.")
    .values(options.join(', '))
    .multi(false)
    .includeAll(true)
    .allowCustomValue(false)
    .current(all)
}

/** Jobs whose name begins with that of one of the services; the services' own unless others are chosen. */
export function jobVariable(services: readonly Service[]): QueryVariableBuilder {
  const jobs = services.map(({ job }) => job)
  const query = labelValues(selector(prometheusMetrics.up, { job: matching(`(${jobs.join('|')}).*`) }).text, 'job')
  return listVariable('job', 'Job', query, '.+')
    .description('Jobs whose name begins with that of the service: its own, and for instance its canary.')
    .includeAll(false)
    .current({ selected: true, text: jobs, value: jobs })
    .sort(VariableSort.AlphabeticalAsc)
}

/** Instances of the chosen jobs; all of them unless some are chosen. */
export function instanceVariable(): QueryVariableBuilder {
  const query = labelValues(selector(prometheusMetrics.up, { job: chosenJobs }).text, 'instance')
  return listVariable('instance', 'Instance', query, '.+')
    .description('Instances of the chosen jobs.')
    .sort(VariableSort.AlphabeticalAsc)
}

/** What can be chosen beside the data source. */
export type Choice = 'testid' | 'operation' | 'job' | 'instance'

/** The variables at the top of a service's dashboard: the data source, and those that its panels use. */
export function serviceVariables(
  service: Service,
  choices: readonly Choice[],
): readonly (DatasourceVariableBuilder | QueryVariableBuilder | CustomVariableBuilder)[] {
  const variables = {
    testid: runVariable,
    operation: () => operationVariable([service]),
    job: () => jobVariable([service]),
    instance: instanceVariable,
  }
  return [dataSourceVariable(), ...choices.map((choice) => variables[choice]())]
}
