// What Grafana's front end does to a query before Prometheus sees it, for the JSON of a dashboard: tests, previews and the
// check of every generated query run the queries that a user's browser would run.

/** A dashboard variable, as far as interpolation looks at it. */
export interface DashboardVariable {
  readonly name: string
  readonly type: string
  readonly query?: unknown
  readonly multi?: boolean
  readonly includeAll?: boolean
  readonly allValue?: string
  readonly current?: unknown
}

/** A dashboard's JSON, as far as its queries and variables are concerned. */
export interface DashboardDocument {
  readonly panels?: readonly unknown[]
  readonly templating?: { readonly list?: readonly DashboardVariable[] }
  readonly annotations?: { readonly list?: readonly unknown[] }
}

/** One query of a dashboard. */
export interface DashboardQuery {
  readonly source: 'panel' | 'annotation'
  /** Title of the panel, or name of the annotation. */
  readonly title: string
  readonly refId: string
  readonly expression: string
  /** Evaluated at the end of the time range only. */
  readonly instant: boolean
}

/** What a user chose: a variable's name -> its value, several values, or `$__all`. What is left out keeps its default. */
export type Choices = Readonly<Record<string, string | readonly string[]>>

/** What Grafana derives its time variables from. All in seconds. */
export interface TimeContext {
  readonly step: number
  readonly scrapeInterval: number
  readonly range: number
}

/** The value that stands for every option of a variable. */
export const everyOption = '$__all'

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function queryOf(source: DashboardQuery['source'], title: string, target: unknown): DashboardQuery[] {
  if (!isRecord(target) || typeof target['expr'] !== 'string') return []
  const { expr, refId, instant } = target
  return [{ source, title, refId: text(refId), expression: expr, instant: instant === true }]
}

/** Every Prometheus query of a dashboard in the order of its panels, those in collapsed rows and annotations included. */
export function queriesOf(dashboard: DashboardDocument): readonly DashboardQuery[] {
  const ofPanel = (panel: unknown): DashboardQuery[] => {
    if (!isRecord(panel)) return []
    const { targets, panels } = panel
    const own = Array.isArray(targets)
      ? targets.flatMap((target) => queryOf('panel', text(panel['title']), target))
      : []
    return [...own, ...(Array.isArray(panels) ? panels.flatMap(ofPanel) : [])]
  }
  const ofAnnotation = (annotation: unknown): DashboardQuery[] =>
    isRecord(annotation) ? queryOf('annotation', text(annotation['name']), annotation['target']) : []
  return [...(dashboard.panels ?? []).flatMap(ofPanel), ...(dashboard.annotations?.list ?? []).flatMap(ofAnnotation)]
}

/** The options of a custom variable, as Grafana reads them from its `query`: `text : value`, separated by commas. */
export function customOptions(query: string): readonly { readonly text: string; readonly value: string }[] {
  return (query.match(/(?:\\,|[^,])+/g) ?? []).map((part) => {
    const option = part.replaceAll('\\,', ',')
    const [, name = option, value = option] = /^\s*(.+)\s:\s(.+)$/.exec(option) ?? []
    return { text: name.trim(), value: value.trim() }
  })
}

type Value = { readonly chosen: string | readonly string[] } | { readonly verbatim: string }

function chosenValue(variable: DashboardVariable, choices: Choices): Value {
  const current = isRecord(variable.current) ? variable.current['value'] : undefined
  const chosen = choices[variable.name] ?? (current as string | readonly string[] | undefined) ?? ''
  if (chosen !== everyOption && !(Array.isArray(chosen) && chosen.includes(everyOption))) return { chosen }
  if (variable.allValue !== undefined) return { verbatim: variable.allValue }
  if (variable.type === 'custom') return { chosen: customOptions(text(variable.query)).map((option) => option.value) }
  throw new RangeError(`variable "${variable.name}" has no custom value for All, and its options are not known here`)
}

/** A literal inside a regular expression inside a PromQL string. */
function escapedTwice(value: string): string {
  return value.replaceAll('\\', '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&')
}

/** Chosen values as Grafana writes them into a PromQL string: escaped, several as an alternation. */
export function asMatcher(
  variable: Pick<DashboardVariable, 'multi' | 'includeAll'>,
  chosen: string | readonly string[],
): string {
  if (!variable.multi && !variable.includeAll) {
    return String(chosen).replaceAll('\\', '\\\\').replaceAll("'", "\\\\'")
  }
  if (typeof chosen === 'string') return escapedTwice(chosen)
  const escaped = chosen.map(escapedTwice)
  return escaped.length === 1 ? escaped.join('') : `(${escaped.join('|')})`
}

function formatted(variable: DashboardVariable, format: string | undefined, choices: Choices): string {
  const value = chosenValue(variable, choices)
  if ('verbatim' in value) return value.verbatim
  if (format === undefined) return asMatcher(variable, value.chosen)
  if (format === 'pipe') return [value.chosen].flat().join('|')
  throw new RangeError(`format "${format}" of variable "${variable.name}" is not one that this product uses`)
}

function timeVariables({ step, scrapeInterval, range }: TimeContext): Readonly<Record<string, string>> {
  return {
    __interval: `${step}s`,
    __interval_ms: String(step * 1000),
    __rate_interval: `${Math.max(step + scrapeInterval, 4 * scrapeInterval)}s`,
    __range: `${range}s`,
    __range_s: String(range),
    __range_ms: String(range * 1000),
  }
}

/**
 * The PromQL that Grafana sends for a query of the dashboard. Throws a RangeError for a variable that the dashboard does
 * not have: Grafana would send it to Prometheus as it stands.
 */
export function expandQuery(
  expression: string,
  dashboard: DashboardDocument,
  time: TimeContext,
  choices: Choices = {},
): string {
  const times = timeVariables(time)
  return expression.replace(
    /\$(\w+)|\$\{(\w+)(?::(\w+))?\}/g,
    (_, plain?: string, braced?: string, format?: string) => {
      const name = plain ?? braced ?? ''
      const variable = dashboard.templating?.list?.find((candidate) => candidate.name === name)
      if (variable) return formatted(variable, format, choices)
      const value = times[name]
      if (value === undefined) throw new RangeError(`the dashboard has no variable "${name}"`)
      return value
    },
  )
}
