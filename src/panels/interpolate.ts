import { asMatcher, everyOption } from '../model/grafana-variables.ts'
import type { Variable } from './variable.ts'

/** What stands behind the names in a template: the variables of the dashboard, and texts such as `__interval`. */
export interface Scope {
  readonly variables: ReadonlyMap<string, Variable>
  readonly texts: ReadonlyMap<string, string>
}

/** How values are written where a template asks for no format: escaped for PromQL, as people read them, or for a URL. */
export type Purpose = 'promql' | 'text' | 'url'

const escapedPattern = (value: string): string => value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&')

/** The values that a variable stands for: the custom value of "All" is one of them. */
function valuesOf(variable: Variable): readonly string[] {
  return variable.isAll && variable.allValue !== undefined ? [variable.allValue] : variable.values
}

function asQueryParameters(name: string, variable: Variable): string {
  const values = variable.isAll ? [everyOption] : variable.values
  return values.map((value) => `var-${name}=${encodeURIComponent(value)}`).join('&')
}

function withFormat(name: string, variable: Variable, format: string): string | undefined {
  const values = valuesOf(variable)
  const [first = ''] = values
  switch (format) {
    case 'raw':
      return values.length === 1 ? first : values.join(',')
    case 'csv':
      return values.join(',')
    case 'pipe':
      return values.join('|')
    case 'glob':
      return values.length > 1 ? `{${values.join(',')}}` : first
    case 'regex':
      if (variable.isAll && variable.allValue !== undefined) return variable.allValue
      return values.length > 1 ? `(${values.map(escapedPattern).join('|')})` : escapedPattern(first)
    case 'json':
      return JSON.stringify(variable.multi || variable.includeAll ? values : first)
    case 'singlequote':
      return values.map((value) => `'${value.replaceAll("'", "\\'")}'`).join(',')
    case 'doublequote':
      return values.map((value) => `"${value.replaceAll('"', '\\"')}"`).join(',')
    case 'percentencode':
      return encodeURIComponent(values.length > 1 ? `{${values.join(',')}}` : first)
    case 'text':
      return variable.isAll ? 'All' : variable.texts.join(' + ')
    case 'queryparam':
      return asQueryParameters(name, variable)
    default:
      return undefined
  }
}

function withoutFormat(variable: Variable, purpose: Purpose): string {
  if (purpose === 'text') return variable.isAll ? 'All' : variable.texts.join(' + ')
  if (purpose === 'url') return encodeURIComponent(variable.values.join(','))
  if (variable.isAll && variable.allValue !== undefined) return variable.allValue
  if (variable.type === 'constant' || variable.type === 'interval') return variable.values[0] ?? ''
  const [first = ''] = variable.values
  return asMatcher(variable, variable.multi || variable.isAll ? variable.values : first)
}

/**
 * Fills the variables of a template in, as Grafana does: `$name`, `${name}`, `${name:format}`, `[[name]]`. A name that
 * nobody knows stays as it stands.
 */
export function interpolate(template: string, { variables, texts }: Scope, purpose: Purpose): string {
  return template.replace(
    /\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]|\$\{(\w+)(?:\.[^:^}]+)?(?::([^}]+))?\}/g,
    (whole, plain?: string, double?: string, doubleFormat?: string, braced?: string, bracedFormat?: string) => {
      const name = plain ?? double ?? braced ?? ''
      if (name === '__all_variables')
        return [...variables].map(([each, variable]) => asQueryParameters(each, variable)).join('&')
      const text = texts.get(name)
      if (text !== undefined) return purpose === 'url' && !name.startsWith('__url') ? encodeURIComponent(text) : text
      const variable = variables.get(name)
      if (variable === undefined) return whole
      const format = doubleFormat ?? bracedFormat
      const formatted = format === undefined ? undefined : withFormat(name, variable, format)
      return formatted ?? withoutFormat(variable, purpose)
    },
  )
}

/** The names that a template refers to. */
export function namesIn(template: string): readonly string[] {
  return [...template.matchAll(/\$(\w+)|\[\[(\w+)|\$\{(\w+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}
