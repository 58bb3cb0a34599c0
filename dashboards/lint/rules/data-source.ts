import { dataSourceType, type LintedDashboard, record, text } from '../linted.ts'
import type { Fault, Rule } from '../rule.ts'

const mend = 'Choose the data source by a variable of type "datasource", as $datasource.'

/** What a data source is called: its uid, or in old dashboards its name. */
function nameOf(dataSource: unknown): string {
  return typeof dataSource === 'string' ? dataSource : text(record(dataSource)['uid'])
}

function faultIn(dataSource: unknown, variables: ReadonlySet<string>): string | undefined {
  const name = nameOf(dataSource)
  const type = dataSourceType(dataSource)
  // Grafana's own sources are the same everywhere.
  if (/^-- .+ --$|^grafana$|^__expr__$/.test(name) || /^(grafana|datasource|__expr__)$/.test(type)) return undefined
  if (name === '') return 'uses whatever data source is the default'
  const variable = /^\$\{?(\w+)\}?$/.exec(name)?.[1]
  if (variable === undefined) return `is bound to the data source "${name}"`
  return variables.has(variable) ? undefined : `uses the data source \${${variable}}, which is no variable here`
}

function variableFaults({ variables }: LintedDashboard, named: ReadonlySet<string>): Fault[] {
  return variables.flatMap((variable) => {
    if (variable['type'] !== 'query') return []
    const fault = faultIn(variable['datasource'], named)
    return fault === undefined ? [] : [{ what: `the variable "${text(variable['name'])}" ${fault}`, mend }]
  })
}

/** A dashboard can be used with another Prometheus than the one it was made with. */
export const dataSourceRule: Rule = {
  id: 'data-source',
  about: 'Panels, queries, variables and annotations take their data source from a variable.',
  check: (dashboard) => {
    const sources = dashboard.variables.filter((variable) => variable['type'] === 'datasource')
    const named = new Set(sources.map((variable) => text(variable['name'])))
    const ofPanels = dashboard.panels.flatMap((panel): Fault[] => {
      if (panel.isRow || panel.queries.length === 0) return []
      const ofQueries = panel.queries.map(({ dataSource }) => dataSource)
      // A panel without a data source takes that of its queries.
      const all = nameOf(panel.dataSource) === '' ? ofQueries : [panel.dataSource, ...ofQueries]
      const used = new Map(all.map((source) => [nameOf(source), source]))
      return [...used.values()].flatMap((source) => {
        const what = faultIn(source, named)
        return what === undefined ? [] : [{ panel, what, mend }]
      })
    })
    const ofAnnotations = dashboard.annotations.flatMap((annotation): Fault[] => {
      if (annotation['builtIn'] === 1) return []
      const fault = faultIn(annotation['datasource'], named)
      return fault === undefined ? [] : [{ what: `the annotation "${text(annotation['name'])}" ${fault}`, mend }]
    })
    return [...ofPanels, ...variableFaults(dashboard, named), ...ofAnnotations]
  },
}
