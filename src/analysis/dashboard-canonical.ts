import {
  annotationDefaults,
  builtInAnnotation,
  dashboardDefaults,
  linkDefaults,
  panelDefaults,
  targetDefaults,
  variableDefaults,
  withDefaults,
} from './dashboard-defaults.ts'
import { isObject, type Json, type JsonObject, listOf, objectOf, stableText, textOf } from './json.ts'

/** A part of a dashboard that stands in a list and can be told apart: a panel, a variable, an annotation, a link. */
export interface Part {
  /** What tells it apart, best first: a later one counts where no part of the other dashboard has an earlier one. */
  readonly keys: readonly string[]
  /** What people know it by. */
  readonly label: string
  readonly value: JsonObject
}

/** A panel, and where it stands: in which row (its first key; none above the first one), and at what place there. */
export interface PanelPart extends Part {
  readonly row: string | undefined
  readonly place: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
}

/** What a dashboard says, without how it says it: defaults filled in, parts apart, nothing that Grafana counts or caches. */
export interface CanonicalDashboard {
  readonly settings: JsonObject
  readonly rows: readonly Part[]
  readonly panels: readonly PanelPart[]
  readonly variables: readonly Part[]
  readonly annotations: readonly Part[]
  readonly links: readonly Part[]
}

function without(value: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([, entry]) => entry !== null && entry !== undefined)
  return Object.fromEntries(kept.map(([name, entry]) => [name, withoutNulls(entry)]))
}

function filled(value: JsonObject, defaults: JsonObject): JsonObject {
  return objectOf(withDefaults(value, defaults))
}

function settingsOf(content: JsonObject): JsonObject {
  const { refresh } = content
  const own = without(
    content,
    ...['id', 'uid', 'version', 'schemaVersion', 'iteration', 'gnetId', 'meta', '__inputs', '__requires', '__elements'],
    ...['panels', 'templating', 'annotations', 'links'],
  )
  return {
    ...filled(own, dashboardDefaults),
    // "off" is an empty text or false; the order of tags says nothing.
    refresh: refresh === false ? '' : refresh,
    tags: [...listOf(content['tags'])].sort(),
  }
}

function targetOf(target: Json, panel: JsonObject): Json {
  const own = without(objectOf(target), 'editorMode', 'intervalFactor', 'adhocFilters', 'queryType')
  const inherited = stableText(own['datasource']) === stableText(panel['datasource'])
  return filled(inherited ? without(own, 'datasource') : own, targetDefaults)
}

function panelValue(panel: JsonObject): JsonObject {
  const targets = listOf(panel['targets'])
  const own = without(panel, 'id', 'gridPos', 'panels', 'targets', 'pluginVersion', 'cachedPluginOptions')
  return {
    ...filled(own, panelDefaults(textOf(panel['type']))),
    targets: targets.map((target) => targetOf(target, panel)),
  }
}

interface Placed {
  readonly panel: JsonObject
  readonly row: string | undefined
}

const numberAt = (value: Json, name: string): number => Number(objectOf(value)[name] ?? 0)

/** In the order in which they are read. Grafana sorts them so, too, but not in every version. */
function readingOrder(panels: readonly Json[]): readonly JsonObject[] {
  return panels
    .map(objectOf)
    .sort(
      (one, other) =>
        numberAt(one['gridPos'], 'y') - numberAt(other['gridPos'], 'y') ||
        numberAt(one['gridPos'], 'x') - numberAt(other['gridPos'], 'x'),
    )
}

function panelKeys(panel: JsonObject): readonly string[] {
  return [`id ${String(panel['id'])}`, `${textOf(panel['type'])} ${textOf(panel['title'])}`]
}

/** All panels with the row that each stands in, whether that row is open (they follow it) or closed (it holds them). */
function placed(content: JsonObject): { readonly rows: readonly JsonObject[]; readonly panels: readonly Placed[] } {
  const rows: JsonObject[] = []
  const panels: Placed[] = []
  let row: string | undefined
  for (const panel of readingOrder(listOf(content['panels']))) {
    if (panel['type'] !== 'row') {
      panels.push({ panel, row })
      continue
    }
    row = panelKeys(panel)[0]
    rows.push(panel)
    for (const inner of readingOrder(listOf(panel['panels']))) panels.push({ panel: inner, row })
  }
  return { rows, panels }
}

function panelParts(panels: readonly Placed[]): readonly PanelPart[] {
  // Counted from the top of its row: whatever grows above a row moves all below it and changes none of it.
  const tops = new Map<string | undefined, number>()
  for (const { panel, row } of panels) {
    const y = numberAt(panel['gridPos'], 'y')
    tops.set(row, Math.min(tops.get(row) ?? y, y))
  }
  return panels.map(({ panel, row }) => {
    const grid = panel['gridPos']
    const y = numberAt(grid, 'y') - (tops.get(row) ?? 0)
    const place = { x: numberAt(grid, 'x'), y, w: numberAt(grid, 'w'), h: numberAt(grid, 'h') }
    return { keys: panelKeys(panel), label: textOf(panel['title']), value: panelValue(panel), row, place }
  })
}

function variableValue(variable: JsonObject): JsonObject {
  const { query, current, type, multi } = variable
  const chosen = objectOf(current)['value']
  const own = without(variable, 'options', 'current', ...(type === 'datasource' ? ['refresh'] : []))
  return {
    ...filled(own, variableDefaults),
    // The text beside a value is looked up, and the editor names the query after itself.
    current: { value: multi === true && chosen !== undefined ? [chosen].flat() : chosen },
    query: isObject(query) ? without(query, 'refId') : query,
  }
}

function annotationValue(annotation: JsonObject): JsonObject {
  const target = annotation['target']
  const { datasource } = annotation
  return {
    ...filled(without(annotation, 'target'), annotationDefaults),
    ...(isObject(target) ? { target: without(objectOf(targetOf(target, { datasource })), 'refId') } : {}),
  }
}

function isBuiltIn(annotation: JsonObject): boolean {
  return stableText(without(annotation, 'target')) === stableText(builtInAnnotation)
}

function partsOf(list: Json, name: string, canonical: (entry: JsonObject) => JsonObject): readonly Part[] {
  const seen = new Map<string, number>()
  return listOf(list).map((item) => {
    const entry = objectOf(item)
    const label = textOf(entry[name])
    const count = seen.get(label) ?? 0
    seen.set(label, count + 1)
    return { keys: [`${label} ${count}`], label, value: canonical(entry) }
  })
}

/** Brings a dashboard's JSON, as generated or as any Grafana gives it back, into the form in which two can be compared. */
export function canonicalDashboard(json: JsonObject): CanonicalDashboard {
  const content = objectOf(withoutNulls(json))
  const { rows, panels } = placed(content)
  const annotations = listOf(objectOf(content['annotations'])['list']).filter((entry) => !isBuiltIn(objectOf(entry)))
  return {
    settings: settingsOf(content),
    rows: rows.map((row) => ({ keys: panelKeys(row), label: textOf(row['title']), value: panelValue(row) })),
    panels: panelParts(panels),
    variables: partsOf(objectOf(content['templating'])['list'], 'name', variableValue),
    annotations: partsOf(annotations, 'name', annotationValue),
    links: partsOf(content['links'], 'title', (link) => filled(link, linkDefaults)),
  }
}
