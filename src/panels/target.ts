import { fieldsOf, listOf, numberOf, textOf } from './json.ts'

/** One query of a panel or an annotation. */
export interface Target {
  readonly refId: string
  readonly expression: string
  readonly legend: string
  readonly format: 'time_series' | 'table' | 'heatmap'
  readonly instant: boolean
  readonly range: boolean
  /** Its own minimum step, as it was written; empty where it has none. */
  readonly interval: string
  /** What its step is multiplied by: `intervalFactor` of older dashboards, else 1. */
  readonly factor: number
  /** Type of a data source that is no Prometheus; `undefined` for one that is, or may be. */
  readonly foreign: string | undefined
}

const prometheusTypes = new Set(['', 'prometheus', 'grafana-amazonprometheus-datasource'])

/** Names of a dashboard's variables that stand for data sources -> the type of those. */
export type SourceVariables = ReadonlyMap<string, string>

/** The variables that stand for data sources in the list of a dashboard's variables. */
export function sourceVariables(list: unknown): SourceVariables {
  return new Map(
    listOf(list).flatMap((entry): readonly (readonly [string, string])[] => {
      const { name, type, query } = fieldsOf(entry)
      return type === 'datasource' ? [[textOf(name), textOf(query)]] : []
    }),
  )
}

function foreignType(dataSource: unknown, sources: SourceVariables): string | undefined {
  const { type, uid } = fieldsOf(dataSource)
  if (uid === '-- Mixed --') return undefined
  const variable = /^\$\{?(\w+)\}?$/.exec(textOf(uid, textOf(dataSource)))?.[1]
  const known = textOf(type).startsWith('$') ? '' : textOf(type)
  const named = known || (sources.get(variable ?? '') ?? '')
  return prometheusTypes.has(named) ? undefined : named
}

/** One query, its data source its own or the panel's. */
export function readTarget(value: unknown, panelSource: unknown, sources: SourceVariables): Target {
  const target = fieldsOf(value)
  const { refId, expr, legendFormat, format, instant, range, interval, intervalFactor, datasource } = target
  return {
    refId: textOf(refId, 'A'),
    expression: textOf(expr),
    legend: textOf(legendFormat),
    format: format === 'table' || format === 'heatmap' ? format : 'time_series',
    instant: instant === true,
    range: range === true || instant !== true,
    interval: textOf(interval),
    factor: numberOf(intervalFactor) ?? 1,
    foreign: foreignType(datasource ?? panelSource, sources),
  }
}
