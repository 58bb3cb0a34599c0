import type { VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'
import { dataQuery, type ResourcePart } from './part.ts'

const hiding = ['dontHide', 'hideLabel', 'hideVariable', 'inControlsMenu'] as const
const refreshing = ['never', 'onDashboardLoad', 'onTimeRangeChanged'] as const
const sorting = [
  'disabled',
  'alphabeticalAsc',
  'alphabeticalDesc',
  'numericalAsc',
  'numericalDesc',
  'alphabeticalCaseInsensitiveAsc',
  'alphabeticalCaseInsensitiveDesc',
  'naturalAsc',
  'naturalDesc',
] as const

function common({ name, label, hide, skipUrlSync, description }: VariableModel): ResourcePart {
  return {
    name,
    label,
    hide: hiding[hide ?? 0],
    skipUrlSync: skipUrlSync ?? false,
    ...(description !== undefined && { description }),
  }
}

/** The chosen value, without the mark of the classic schema that somebody chose it. */
function chosen({ current }: VariableModel): ResourcePart {
  return { text: current?.text, value: current?.value }
}

function ofList(variable: VariableModel): ResourcePart {
  const { multi, includeAll, allValue, allowCustomValue } = variable
  return {
    ...common(variable),
    current: chosen(variable),
    options: [],
    multi: multi ?? false,
    includeAll: includeAll ?? false,
    ...(allValue !== undefined && { allValue }),
    allowCustomValue: allowCustomValue ?? true,
  }
}

/** A variable of a dashboard as a resource. Throws an Error where no dashboard of this product has one of its type. */
export function variableOf(variable: VariableModel): ResourcePart {
  const { type, query, regex, refresh, sort, datasource, definition } = variable
  switch (type) {
    case 'datasource': {
      const spec = { ...ofList(variable), pluginId: query, refresh: refreshing[refresh ?? 0], regex: regex ?? '' }
      return { kind: 'DatasourceVariable', spec }
    }
    case 'query': {
      const spec = {
        ...ofList(variable),
        query: dataQuery(datasource, query),
        definition,
        refresh: refreshing[refresh ?? 0],
        regex: regex ?? '',
        sort: sorting[sort ?? 0],
      }
      return { kind: 'QueryVariable', spec }
    }
    case 'custom':
      return { kind: 'CustomVariable', spec: { ...ofList(variable), query } }
    case 'textbox': {
      const value = typeof query === 'string' ? query : ''
      return { kind: 'TextVariable', spec: { ...common(variable), current: { text: value, value }, query: value } }
    }
    default:
      throw new Error(`the resource schema of variables of type ${type} is not written here`)
  }
}
