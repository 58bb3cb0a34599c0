import { isObject, type Json, type JsonObject, listOf, objectOf } from '../../analysis/json.ts'

/** The way to a value: names of fields, places in a list, or `#2` for the entry of a list with the id 2. */
export type Way = readonly (string | number)[]

/** The JSON with another value at the end of the way; `undefined` takes it away. */
export function withValue(json: Json, [step, ...rest]: Way, value: Json): Json {
  if (step === undefined) return value
  if (!Array.isArray(json)) return { ...objectOf(json), [step]: withValue(objectOf(json)[step], rest, value) }
  const list = listOf(json)
  const isIt = (entry: Json, index: number) =>
    typeof step === 'number' ? index === step : isObject(entry) && `#${String(entry['id'])}` === step
  return list
    .map((entry, index) => (isIt(entry, index) ? withValue(entry, rest, value) : entry))
    .filter((entry) => entry !== undefined)
}

/** Several such changes of one dashboard. */
export function edited(dashboard: JsonObject, changes: readonly (readonly [Way, Json])[]): JsonObject {
  return objectOf(changes.reduce<Json>((json, [way, value]) => withValue(json, way, value), dashboard))
}

/** An edit of the contract's dashboard as the editor of Grafana saves it, and the fields that a comparison must name. */
export interface DashboardEdit {
  readonly what: string
  edit(dashboard: JsonObject): JsonObject
  readonly fields: readonly string[]
}

function setting(what: string, field: string, way: Way, value: Json): DashboardEdit {
  return { what, fields: [field], edit: (dashboard) => edited(dashboard, [[way, value]]) }
}

const defaults = ['fieldConfig', 'defaults']
const note: JsonObject = {
  id: 7,
  type: 'text',
  title: 'Note',
  gridPos: { x: 0, y: 18, w: 24, h: 3 },
  options: { mode: 'markdown', content: 'Ask Ann.' },
}

function annotationEdited(dashboard: JsonObject): JsonObject {
  // Grafana puts its own annotation before ours.
  const last = listOf(objectOf(dashboard['annotations'])['list']).length - 1
  return edited(dashboard, [[['annotations', 'list', last, 'enable'], false]])
}

/** One edit of every kind that people make. */
export const dashboardEdits: readonly DashboardEdit[] = [
  setting('title', 'title', ['title'], 'Mine now'),
  setting(
    'threshold',
    'panel "Percentiles": fieldConfig.defaults.thresholds.steps[1].value',
    ['panels', '#2', ...defaults, 'thresholds', 'steps', 1, 'value'],
    0.25,
  ),
  setting('unit', 'panel "Percentiles": fieldConfig.defaults.unit', ['panels', '#2', ...defaults, 'unit'], 'ms'),
  setting('query', 'panel "Mean": targets[A].expr', ['panels', '#3', 'targets', 0, 'expr'], 'irate(mean_total[1m])'),
  setting('panel removed', 'panel "Total"', ['panels', '#6'], undefined),
  {
    what: 'panel added',
    fields: ['panel "Note"'],
    edit: (dashboard) => ({ ...dashboard, panels: [...listOf(dashboard['panels']), note] }),
  },
  {
    what: 'panels moved',
    fields: ['panel "Percentiles": place', 'panel "Mean": place'],
    edit: (dashboard) =>
      edited(dashboard, [
        [['panels', '#2', 'gridPos', 'x'], 12],
        [['panels', '#3', 'gridPos', 'x'], 0],
      ]),
  },
  setting('variable', 'variable "testid": allValue', ['templating', 'list', 1, 'allValue'], 'nightly-.*'),
  setting('refresh', 'refresh', ['refresh'], '1m'),
  setting('tag', 'tags', ['tags'], ['sidelight', 'contract', 'mine']),
  setting('description', 'description', ['description'], ''),
  setting('link', 'link "Runbook": url', ['links', 0, 'url'], 'https://elsewhere.example'),
  { what: 'annotation', fields: ['annotation "Load tests": enable'], edit: annotationEdited },
  setting('time range', 'time.from', ['time', 'from'], 'now-6h'),
  setting(
    'legend',
    'panel "Requests": options.legend.showLegend',
    ['panels', '#5', 'options', 'legend', 'showLegend'],
    false,
  ),
  setting(
    'override',
    'panel "Requests": fieldConfig.overrides[byName "objective"].properties[color].value.fixedColor',
    ['panels', '#5', 'fieldConfig', 'overrides', 0, 'properties', 0, 'value', 'fixedColor'],
    'blue',
  ),
  setting(
    'default departed from',
    'panel "Percentiles": fieldConfig.defaults.custom.axisGridShow',
    ['panels', '#2', ...defaults, 'custom', 'axisGridShow'],
    false,
  ),
  setting('row renamed', 'row "Traffic": title', ['panels', '#4', 'title'], 'Throughput'),
]
