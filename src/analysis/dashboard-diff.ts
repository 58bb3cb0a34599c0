import { type CanonicalDashboard, canonicalDashboard, type PanelPart, type Part } from './dashboard-canonical.ts'
import { isObject, type Json, type JsonObject, listOf, objectOf, stableText, textOf } from './json.ts'

/** One difference between two dashboards. `undefined` on a side is what is not there. */
export interface DashboardChange {
  /** Which part and which of its fields, such as `panel "P95": fieldConfig.defaults.unit`. */
  readonly field: string
  readonly before: Json
  readonly after: Json
}

function isNothing(value: Json): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isObject(value) && Object.values(value).every(isNothing)
}

/** How the entries of a list are told apart, by the name of its field; by their place where nothing stands here. */
const identities: Readonly<Record<string, (entry: JsonObject) => string>> = {
  targets: (entry) => textOf(entry['refId']),
  overrides: (entry) =>
    `${textOf(objectOf(entry['matcher'])['id'])} ${stableText(objectOf(entry['matcher'])['options'])}`,
  properties: (entry) => textOf(entry['id']),
}

function entriesOf(field: string, list: readonly Json[]): ReadonlyMap<string, Json> {
  const identity = identities[/\w+$/.exec(field)?.[0] ?? '']
  const names = list.map((entry, index) => (identity && isObject(entry) ? identity(entry) : String(index)))
  const areUnique = new Set(names).size === names.length
  return new Map(list.map((entry, index) => [(areUnique && names[index]) || String(index), entry]))
}

function compareLists(field: string, before: readonly Json[], after: readonly Json[]): DashboardChange[] {
  if (![...before, ...after].every(isObject))
    return stableText(before) === stableText(after) ? [] : [{ field, before, after }]
  const [old, young] = [entriesOf(field, before), entriesOf(field, after)]
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((name) => {
    const [one, other] = [old.get(name), young.get(name)]
    const path = `${field}[${name}]`
    return one === undefined || other === undefined
      ? [{ field: path, before: one, after: other }]
      : compare(path, one, other)
  })
}

function compare(field: string, before: Json, after: Json): DashboardChange[] {
  if (isNothing(before) && isNothing(after)) return []
  if (Array.isArray(before) || Array.isArray(after))
    if ((Array.isArray(before) || isNothing(before)) && (Array.isArray(after) || isNothing(after)))
      return compareLists(field, listOf(before), listOf(after))
  if ((isObject(before) || isNothing(before)) && (isObject(after) || isNothing(after))) {
    const [old, young] = [objectOf(before), objectOf(after)]
    const names = [...new Set([...Object.keys(old), ...Object.keys(young)])].sort()
    return names.flatMap((name) =>
      compare(/[.:] ?$/.test(field) || field === '' ? field + name : `${field}.${name}`, old[name], young[name]),
    )
  }
  return stableText(before) === stableText(after) ? [] : [{ field, before, after }]
}

interface Matched<Kind extends Part> {
  readonly before: Kind | undefined
  readonly after: Kind | undefined
}

/** Pairs the parts of two dashboards: by their best key first, then what is left by the next one. */
function matched<Kind extends Part>(before: readonly Kind[], after: readonly Kind[]): readonly Matched<Kind>[] {
  const pairs = new Map<Kind, Kind>()
  const taken = new Set<Kind>()
  for (const rank of [0, 1])
    for (const part of before) {
      if (pairs.has(part) || part.keys[rank] === undefined) continue
      const other = after.find((candidate) => !taken.has(candidate) && candidate.keys[rank] === part.keys[rank])
      if (other === undefined) continue
      pairs.set(part, other)
      taken.add(other)
    }
  return [
    ...before.map((part) => ({ before: part, after: pairs.get(part) })),
    ...after.filter((part) => !taken.has(part)).map((part) => ({ before: undefined, after: part })),
  ]
}

function orderChange<Kind extends Part>(
  kind: string,
  pairs: readonly Matched<Kind>[],
  after: readonly Kind[],
): DashboardChange[] {
  const kept = pairs.flatMap((pair) =>
    pair.before && pair.after ? [{ label: pair.before.label, after: pair.after }] : [],
  )
  const now = [...kept].sort((one, other) => after.indexOf(one.after) - after.indexOf(other.after))
  const labels = [kept, now].map((list) => list.map(({ label }) => label))
  return kept.every((entry, index) => entry === now[index])
    ? []
    : [{ field: `order of ${kind}s`, before: labels[0], after: labels[1] }]
}

function compareParts<Kind extends Part>(
  kind: string,
  before: readonly Kind[],
  after: readonly Kind[],
  more: (before: Kind, after: Kind, field: string) => readonly DashboardChange[] = () => [],
): DashboardChange[] {
  const pairs = matched(before, after)
  const changes = pairs.flatMap((pair) => {
    const field = `${kind} "${(pair.before ?? pair.after)?.label ?? ''}"`
    if (pair.before && pair.after)
      return [...compare(`${field}: `, pair.before.value, pair.after.value), ...more(pair.before, pair.after, field)]
    return [{ field, before: pair.before?.value, after: pair.after?.value }]
  })
  return kind === 'panel' ? changes : [...changes, ...orderChange(kind, pairs, after)]
}

function placeText({ place: { x, y, w, h } }: PanelPart, row: string | undefined): string {
  return `${row === undefined ? '' : `in row "${row}" `}at x ${x}, y ${y}, size ${w} x ${h}`
}

function comparePanels(before: CanonicalDashboard, after: CanonicalDashboard): DashboardChange[] {
  // A row that was renamed is still the same place: rows are known by the label that they had before.
  const labels = new Map(
    matched(before.rows, after.rows).map((pair) => [pair.after?.keys[0], (pair.before ?? pair.after)?.label]),
  )
  const labelBefore = (row: string | undefined) => before.rows.find(({ keys }) => keys[0] === row)?.label
  return compareParts('panel', before.panels, after.panels, (one, other, field) => {
    const [old, young] = [placeText(one, labelBefore(one.row)), placeText(other, labels.get(other.row))]
    return old === young ? [] : [{ field: `${field}: place`, before: old, after: young }]
  })
}

/**
 * Every field in which two dashboards differ. What Grafana adds, orders or leaves out by itself is no difference: ids,
 * versions, the schema's and the panels' defaults, the built-in annotation, places that moved because a row above grew.
 */
export function diffDashboards(before: JsonObject, after: JsonObject): readonly DashboardChange[] {
  const [old, young] = [canonicalDashboard(before), canonicalDashboard(after)]
  return [
    ...compare('', old.settings, young.settings),
    ...compareParts('row', old.rows, young.rows),
    ...comparePanels(old, young),
    ...compareParts('variable', old.variables, young.variables),
    ...compareParts('annotation', old.annotations, young.annotations),
    ...compareParts('link', old.links, young.links),
  ]
}
