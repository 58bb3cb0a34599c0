import { customOptions, everyOption } from '../model/grafana-variables.ts'
import type { Prometheus, TimeSpan } from './frame.ts'
import { interpolate, namesIn, type Scope } from './interpolate.ts'
import { intervalText, parseInterval, promDuration, roundedInterval } from './interval.ts'
import type { Option, Variable, VariableDefinition } from './variable.ts'

/** What someone chose: a variable's name -> its values; `$__all` for all of them. */
export type Chosen = ReadonlyMap<string, readonly string[]>

/** What resolving variables needs. */
export interface VariableContext {
  readonly prometheus: Prometheus
  readonly span: TimeSpan
  readonly texts: ReadonlyMap<string, string>
  /** Data sources that may be chosen, by type: here, the one Prometheus. */
  readonly dataSources: readonly Option[]
}

/** Types of variables that are understood; any other keeps its current value. */
export const knownVariableTypes: ReadonlySet<string> = new Set([
  'query',
  'custom',
  'datasource',
  'textbox',
  'constant',
  'interval',
])

const comparers: Readonly<Record<number, (one: Option, other: Option) => number>> = {
  1: (one, other) => (one.text < other.text ? -1 : 1),
  3: (one, other) => firstNumber(one.text) - firstNumber(other.text),
  5: (one, other) => (one.text.toLowerCase() < other.text.toLowerCase() ? -1 : 1),
  7: (one, other) => one.text.localeCompare(other.text, 'en', { numeric: true }),
}

function firstNumber(text: string): number {
  return Number(/\d+(\.\d+)?/.exec(text)?.[0] ?? -1)
}

/** The options in the order that the variable asks for: odd numbers ascend, the even one after each descends. */
export function sortedOptions(options: readonly Option[], sort: number): readonly Option[] {
  const compare = comparers[sort % 2 === 0 ? sort - 1 : sort]
  if (compare === undefined) return options
  const ascending = [...options].sort(compare)
  return sort % 2 === 0 ? ascending.reverse() : ascending
}

/** Takes of each text what the variable's regular expression takes; all of it where there is none, or a wrong one. */
export function filteredOptions(texts: readonly string[], regex: string): readonly Option[] {
  const [, pattern, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(regex) ?? [undefined, regex, '']
  if (!pattern) return texts.map((text) => ({ text, value: text }))
  const expression = new RegExp(pattern, flags.replace('g', ''))
  const seen = new Map<string, Option>()
  for (const whole of texts) {
    const match = expression.exec(whole)
    if (match === null) continue
    const value = match.groups?.['value'] ?? match.groups?.['text'] ?? match[1] ?? match[0]
    if (!seen.has(value)) seen.set(value, { value, text: match.groups?.['text'] ?? value })
  }
  return [...seen.values()]
}

const seriesText = (labels: Readonly<Record<string, string>>): string => {
  const { __name__: name = '', ...rest } = labels
  return `${name}{${Object.entries(rest)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`
}

/** What a query of a variable gives: `label_values`, `label_names`, `metrics`, `query_result`, or a selector. */
async function asked(query: string, { prometheus, span }: VariableContext): Promise<readonly string[]> {
  const [, names] = /^label_names\((.*)\)\s*$/s.exec(query) ?? []
  if (names !== undefined) return prometheus.labelNames(names.trim() || undefined, span)
  const [, metric, label] = /^label_values\((?:(.+),\s*)?([\w.:]+)\s*\)\s*$/s.exec(query) ?? []
  if (label !== undefined) return prometheus.labelValues(label, metric?.trim(), span)
  const [, pattern] = /^metrics\((.+)\)\s*$/s.exec(query) ?? []
  if (pattern !== undefined) {
    const all = await prometheus.labelValues('__name__', undefined, span)
    return all.filter((name) => new RegExp(pattern).test(name))
  }
  const [, expression] = /^query_result\((.+)\)\s*$/s.exec(query) ?? []
  const { series } = await prometheus.instant(expression ?? query, span.to)
  const texts = series.map(({ labels, points }) => {
    const text = seriesText(labels)
    return expression === undefined ? text : `${text} ${points.at(-1)?.[1] ?? ''} ${points.at(-1)?.[0] ?? ''}`
  })
  return [...new Set(texts)]
}

/** The value of an interval that the range chooses; dashboards also write it with the variable's name behind. */
const autoInterval = '$__auto'

function autoStep({ count, least }: NonNullable<VariableDefinition['auto']>, { from, to }: TimeSpan): string {
  return intervalText(Math.max(roundedInterval((to - from) / Math.max(1, count)), parseInterval(least) ?? 0))
}

async function optionsOf(
  definition: VariableDefinition,
  context: VariableContext,
  scope: Scope,
): Promise<readonly Option[]> {
  const { type, query, sort, regex } = definition
  switch (type) {
    case 'query': {
      const texts = query === '' ? [] : await asked(interpolate(query, scope, 'promql'), context)
      return sortedOptions(filteredOptions(texts, interpolate(regex, scope, 'promql')), sort)
    }
    case 'custom':
      return customOptions(query)
    case 'datasource':
      return query === 'prometheus' ? context.dataSources : []
    case 'interval': {
      const parts = query.split(',').map((part) => ({ text: part.trim(), value: part.trim() }))
      return definition.auto === undefined ? parts : [{ text: 'auto', value: autoInterval }, ...parts]
    }
    default:
      return definition.options
  }
}

function chosenValues(definition: VariableDefinition, options: readonly Option[], chosen: Chosen): readonly string[] {
  const given = chosen.get(definition.name)
  if (given !== undefined && given.length > 0) return given.map((value) => (value === 'All' ? everyOption : value))
  const { type, query, includeAll } = definition
  const current = definition.current.map((value) => (value.startsWith(autoInterval) ? autoInterval : value))
  if (type === 'constant') return [query]
  if (type === 'textbox') return [current[0] ?? query]
  const known = current.filter((value) => value === everyOption || options.some((option) => option.value === value))
  if (known.length > 0 && type !== 'datasource') return known
  if (type === 'query' || type === 'custom' || type === 'interval' || type === 'datasource') {
    if (known.length > 0) return known
    return includeAll ? [everyOption] : options.slice(0, 1).map(({ value }) => value)
  }
  return current
}

function resolved(
  definition: VariableDefinition,
  options: readonly Option[],
  chosen: Chosen,
  span: TimeSpan,
): Variable {
  const values = chosenValues(definition, options, chosen)
  const isAll = definition.includeAll && values.includes(everyOption)
  const picked = isAll ? options.map(({ value }) => value) : values.filter((value) => value !== everyOption)
  const kept = definition.multi || isAll ? picked : picked.slice(0, 1)
  const texts = kept.map((value) => options.find((option) => option.value === value)?.text ?? value)
  const real = definition.auto !== undefined && kept[0] === autoInterval ? [autoStep(definition.auto, span)] : kept
  return { ...definition, options, values: real, texts, isAll }
}

async function resolve(
  definition: VariableDefinition,
  context: VariableContext,
  scope: Scope,
  chosen: Chosen,
): Promise<Variable> {
  try {
    return resolved(definition, await optionsOf(definition, context, scope), chosen, context.span)
  } catch (problem) {
    const known = resolved(definition, [], chosen, context.span)
    return { ...known, problem: problem instanceof Error ? problem.message : String(problem) }
  }
}

/**
 * Finds the options of all variables and what is chosen of each, those first that others refer to. A query that fails
 * leaves a variable without options, which says why.
 */
export async function resolveVariables(
  definitions: readonly VariableDefinition[],
  chosen: Chosen,
  context: VariableContext,
): Promise<ReadonlyMap<string, Variable>> {
  const done = new Map<string, Promise<Variable>>()
  const resolveOne = (definition: VariableDefinition, waiting: readonly string[]): Promise<Variable> => {
    const known = done.get(definition.name)
    if (known !== undefined) return known
    const path = [...waiting, definition.name]
    const names = namesIn(`${definition.query} ${definition.regex}`).filter((name) => !path.includes(name))
    const needed = definitions.filter(({ name }) => names.includes(name))
    const work = Promise.all(needed.map((each) => resolveOne(each, path))).then((before) => {
      const variables = new Map(before.map((variable) => [variable.name, variable]))
      return resolve(definition, context, { variables, texts: context.texts }, chosen)
    })
    done.set(definition.name, work)
    return work
  }
  const all = await Promise.all(definitions.map((definition) => resolveOne(definition, [])))
  return new Map(all.map((variable) => [variable.name, variable]))
}

/** The texts that stand for times in queries of a range. `interval` and `scrape` in milliseconds. */
export function timeTexts({ from, to }: TimeSpan, interval: number, rate: number): ReadonlyMap<string, string> {
  const range = Math.round((to - from) / 1000)
  return new Map([
    ['__interval', intervalText(interval)],
    ['__interval_ms', String(interval)],
    ['__rate_interval', promDuration(rate)],
    ['__rate_interval_ms', String(rate)],
    ['__range', `${range}s`],
    ['__range_s', String(range)],
    ['__range_ms', String(range * 1000)],
    ['__from', String(from)],
    ['__to', String(to)],
    ['__url_time_range', `from=${from}&to=${to}`],
  ])
}
