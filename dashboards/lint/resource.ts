import { type Json, record, records, text } from './linted.ts'

// A dashboard of Grafana's second schema in the words of the classic one, so that every rule can be asked of it.

const variableTypes: Readonly<Record<string, string>> = {
  DatasourceVariable: 'datasource',
  QueryVariable: 'query',
  CustomVariable: 'custom',
  TextVariable: 'textbox',
  ConstantVariable: 'constant',
  IntervalVariable: 'interval',
  AdhocVariable: 'adhoc',
  GroupByVariable: 'groupby',
  SwitchVariable: 'switch',
}
const refreshing = ['never', 'onDashboardLoad', 'onTimeRangeChanged']
const cursorSync = ['Off', 'Crosshair', 'Tooltip']

interface Query {
  readonly dataSource: Json
  readonly spec: Json
}

/** A query of `v2beta1` and later (`group`, `datasource.name`), or of `v2alpha1` (`kind`, beside it `datasource`). */
function queryOf(holder: Json): Query {
  const query = record(holder['query'])
  const spec = record(query['spec'])
  if (query['kind'] !== 'DataQuery') return { dataSource: record(holder['datasource']), spec }
  const uid = record(query['datasource'])['name']
  return { dataSource: { type: query['group'], ...(uid !== undefined && { uid }) }, spec }
}

function panelOf(element: Json, place: Json): Json {
  const spec = record(element['spec'])
  if (element['kind'] !== 'Panel') return { type: 'library', libraryPanel: spec, title: spec['title'], ...place }
  const queries = records(record(record(spec['data'])['spec'])['queries']).map((query) => record(query['spec']))
  const targets = queries.map((query) => {
    const { dataSource, spec: asked } = queryOf(query)
    return { datasource: dataSource, ...asked, refId: query['refId'] }
  })
  const viz = record(spec['vizConfig'])
  const { options, fieldConfig } = record(viz['spec'])
  const { id, title, description } = spec
  const type = viz['kind'] === 'VizConfig' ? viz['group'] : viz['kind']
  return { id, type, title, description, options, fieldConfig, targets, ...place }
}

interface Placed {
  readonly panels: readonly Json[]
  /** The first free line of the grid. */
  readonly end: number
}

/** Rows have no ids there: these are none of a panel. */
const firstRow = 1_000_000_000

const automatic = { columns: 3, width: 8, height: 8 }

function gridOf(items: readonly Json[], elements: Json, top: number): Placed {
  let end = top
  const panels = items.map((item, index) => {
    const spec = record(item['spec'])
    const { x, y, width, height } = { ...placeAt(index), ...spec }
    end = Math.max(end, top + Number(y) + Number(height))
    const name = text(record(spec['element'])['name'])
    return panelOf(record(elements[name]), { gridPos: { x, y: top + Number(y), w: width, h: height } })
  })
  return { panels, end }
}

/** Where an automatic grid would put a panel, near enough: nothing there can overlap. */
function placeAt(index: number): Json {
  const { columns, width, height } = automatic
  return { x: (index % columns) * width, y: Math.floor(index / columns) * height, width, height }
}

/** Rows, tabs and grids in one another, as one grid below the other. */
function layoutOf(layout: Json, elements: Json, top: number): Placed {
  const spec = record(layout['spec'])
  const parts = records(spec['rows'] ?? spec['tabs'])
  if (parts.length === 0) return gridOf(records(spec['items']), elements, top)
  let end = top
  const panels = parts.flatMap((part) => {
    const { title, layout: inner } = record(part['spec'])
    const row = { type: 'row', id: firstRow + end, title, gridPos: { x: 0, y: end, w: 24, h: 1 } }
    const placed = layoutOf(record(inner), elements, end + 1)
    end = placed.end
    return [row, ...placed.panels]
  })
  return { panels, end }
}

function variableOf({ kind, spec: content }: Json): Json {
  const spec = record(content)
  const { dataSource, spec: query } = queryOf(spec)
  const { current, multi, includeAll, allValue, label, name } = spec
  return {
    ...{ type: variableTypes[text(kind)], name, label, current, multi, includeAll, allValue },
    ...(kind === 'QueryVariable' && {
      datasource: dataSource,
      query,
      definition: spec['definition'],
      regex: spec['regex'],
      refresh: refreshing.indexOf(text(spec['refresh'])),
    }),
    ...(kind !== 'QueryVariable' && { query: spec['query'] ?? spec['pluginId'] }),
  }
}

function annotationOf(annotation: Json): Json {
  const spec = record(annotation['spec'])
  const { dataSource, spec: target } = queryOf(spec)
  const { name, enable, hide, iconColor, builtIn } = spec
  return { name, enable, hide, iconColor, datasource: dataSource, target, builtIn: builtIn === true ? 1 : 0 }
}

/** A dashboard as the classic schema would have it, where it is a resource of the second schema; else what was given. */
export function asClassic(content: unknown): unknown {
  const { metadata, spec: inner } = record(content)
  const spec = record(inner)
  if (!('elements' in spec)) return content
  const { title, description, tags, links } = spec
  const { from, to, autoRefresh, autoRefreshIntervals } = record(spec['timeSettings'])
  return {
    ...{ uid: record(metadata)['name'], title, description, tags, links },
    graphTooltip: cursorSync.indexOf(text(spec['cursorSync'])),
    time: { from, to },
    refresh: autoRefresh,
    timepicker: { refresh_intervals: autoRefreshIntervals },
    templating: { list: records(spec['variables']).map(variableOf) },
    annotations: { list: records(spec['annotations']).map(annotationOf) },
    panels: layoutOf(record(spec['layout']), record(spec['elements']), 0).panels,
  }
}
