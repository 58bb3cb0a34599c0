import type { Fleet } from '../../src/model/service.ts'
import { parse, type Syntax } from './syntax.ts'
import { withoutVariables } from './variables-in-queries.ts'

/** An object of JSON of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>

/** A place in Grafana's grid of 24 columns. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** A query of a panel. */
export interface LintedQuery {
  readonly refId: string
  readonly expression: string
  readonly legend: string
  readonly dataSource: unknown
  /** Where the expression is PromQL that parses. */
  readonly syntax?: Syntax
  /** Where it is PromQL and does not: at which character, from 0. */
  readonly faultAt?: number
}

/** A panel or a row. */
export interface LintedPanel {
  readonly id: unknown
  readonly title: string
  readonly description: string
  readonly type: string
  readonly isRow: boolean
  readonly place?: Place
  readonly dataSource: unknown
  readonly defaults: Json
  readonly options: Json
  readonly overrides: readonly Json[]
  readonly queries: readonly LintedQuery[]
  readonly json: Json
}

/** Anybody's dashboard, as far as rules look at it. */
export interface LintedDashboard {
  readonly uid: unknown
  readonly title: string
  readonly description: string
  readonly panels: readonly LintedPanel[]
  readonly variables: readonly Json[]
  readonly annotations: readonly Json[]
  readonly links: readonly Json[]
  readonly json: Json
  /** The definitions whose promises the thresholds must show; none where they are not known. */
  readonly fleet: Fleet
}

/** The value as an object; an empty one where it is none. */
export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

/** The value as a list of objects; an empty one where it is none. */
export function records(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(record) : []
}

/** The value as a text; an empty one where it is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function placeOf(value: unknown): Place | undefined {
  const { x, y, w, h } = record(value)
  return [x, y, w, h].every((part) => typeof part === 'number') ? ({ x, y, w, h } as Place) : undefined
}

/** The type of a data source; empty where it does not say. */
export function dataSourceType(dataSource: unknown): string {
  return text(record(dataSource)['type'])
}

function queryOf(target: Json, ofPanel: unknown): LintedQuery {
  const expression = text(target['expr'])
  const dataSource = target['datasource'] ?? ofPanel
  const base = { refId: text(target['refId']), expression, legend: text(target['legendFormat']), dataSource }
  const type = dataSourceType(dataSource)
  if (expression.trim() === '' || (type !== '' && !/prometheus|mimir|cortex|thanos|victoria/i.test(type))) return base
  return { ...base, ...parse(withoutVariables(expression)) }
}

function panelOf(json: Json): LintedPanel {
  const fieldConfig = record(json['fieldConfig'])
  const place = placeOf(json['gridPos'])
  return {
    id: json['id'],
    title: text(json['title']),
    description: text(json['description']),
    type: text(json['type']),
    isRow: json['type'] === 'row',
    ...(place && { place }),
    dataSource: json['datasource'],
    defaults: record(fieldConfig['defaults']),
    options: record(json['options']),
    overrides: records(fieldConfig['overrides']),
    queries: records(json['targets']).map((target) => queryOf(target, json['datasource'])),
    json,
  }
}

/** The panels in their order, those of collapsed rows after their row. */
function panelsOf(panels: unknown): readonly LintedPanel[] {
  return records(panels).flatMap((json) => [panelOf(json), ...panelsOf(json['panels'])])
}

/** Reads a dashboard: exported, as the API gives it (`dashboard`), or as a resource (`spec`). `undefined` where it is none. */
export function lintedDashboard(content: unknown, fleet: Fleet = []): LintedDashboard | undefined {
  const outer = record(content)
  const json = [outer['dashboard'], outer['spec'], outer].map(record).find((each) => Array.isArray(each['panels']))
  if (json === undefined) return undefined
  const metadata = record(outer['metadata'])
  return {
    uid: json['uid'] ?? metadata['name'],
    title: text(json['title']),
    description: text(json['description']),
    panels: panelsOf(json['panels']),
    variables: records(record(json['templating'])['list']),
    annotations: records(record(json['annotations'])['list']),
    links: records(json['links']),
    json,
    fleet,
  }
}
