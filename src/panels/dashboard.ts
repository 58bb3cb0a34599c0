import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf, textsOf } from './json.ts'
import { readTarget, type SourceVariables, sourceVariables, type Target } from './target.ts'
import type { RawRange } from './time-range.ts'
import { readVariables, type VariableDefinition } from './variable.ts'

/** A rule that gives some series other settings. */
export interface Override {
  readonly matcher: string
  readonly options: unknown
  readonly properties: readonly { readonly id: string; readonly value: unknown }[]
}

/** A link of a dashboard or panel, its address not yet filled in and not yet trusted. */
export interface LinkTemplate {
  readonly title: string
  readonly url: string
  readonly newTab: boolean
}

/** One step that reshapes what the queries gave. */
export interface Transformation {
  readonly id: string
  readonly options: Fields
  readonly disabled: boolean
}

/** Where a panel lies: in columns of a twenty-fourth of the width, and rows of 30 pixels. */
export interface GridPlace {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** A panel or a row, as its JSON says. */
export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description: string
  readonly transparent: boolean
  readonly place: GridPlace
  readonly targets: readonly Target[]
  readonly options: Fields
  readonly defaults: Fields
  readonly overrides: readonly Override[]
  readonly transformations: readonly Transformation[]
  readonly links: readonly LinkTemplate[]
  readonly repeat: string
  readonly repeatVertical: boolean
  readonly maxPerRow: number
  readonly interval: string
  readonly maxDataPoints: number | undefined
  readonly timeFrom: string
  readonly timeShift: string
  readonly collapsed: boolean
  /** Of a collapsed row. */
  readonly panels: readonly Panel[]
}

/** Moments that are marked in every plot: where the query has a value that is not 0. */
export interface AnnotationQuery {
  readonly name: string
  readonly enabled: boolean
  readonly hidden: boolean
  readonly color: string
  readonly target: Target
  readonly titleFormat: string
  readonly textFormat: string
  readonly tagKeys: readonly string[]
}

/** A dashboard, read from its JSON: everything has a type, whatever the JSON held. */
export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  readonly time: RawRange
  readonly refresh: string
  readonly timezone: string
  readonly sharesCrosshair: boolean
  readonly variables: readonly VariableDefinition[]
  readonly annotations: readonly AnnotationQuery[]
  readonly links: readonly LinkTemplate[]
  readonly panels: readonly Panel[]
}

function readLinks(value: unknown): readonly LinkTemplate[] {
  return listOf(value).flatMap((entry) => {
    const { title, url, targetBlank, type } = fieldsOf(entry)
    if (type === 'dashboards' || typeof url !== 'string') return []
    return [{ title: textOf(title, url), url, newTab: targetBlank === true }]
  })
}

function readPlace(value: unknown): GridPlace {
  const place = fieldsOf(value)
  const whole = (key: string, fallback: number, most: number) =>
    Math.min(most, Math.max(0, Math.round(numberOf(place[key]) ?? fallback)))
  const x = whole('x', 0, 23)
  return {
    x,
    y: whole('y', 0, 100_000),
    w: Math.max(1, Math.min(24 - x, whole('w', 12, 24))),
    h: Math.max(1, whole('h', 8, 200)),
  }
}

function readOverrides(value: unknown): readonly Override[] {
  return listOf(value).map((entry) => {
    const { matcher, properties } = fieldsOf(entry)
    const { id, options } = fieldsOf(matcher)
    const read = listOf(properties).map((property) => fieldsOf(property))
    return {
      matcher: textOf(id),
      options,
      properties: read.map((property) => ({ id: textOf(property['id']), value: property['value'] })),
    }
  })
}

function readPanel(value: unknown, index: number, sources: SourceVariables): Panel {
  const json = fieldsOf(value)
  const { defaults, overrides } = fieldsOf(json['fieldConfig'])
  const targets = listOf(json['targets']).filter((target) => fieldsOf(target)['hide'] !== true)
  return {
    id: numberOf(json['id']) ?? -1 - index,
    type: textOf(json['type']),
    title: textOf(json['title']),
    description: textOf(json['description']),
    transparent: json['transparent'] === true,
    place: readPlace(json['gridPos']),
    targets: targets.map((target) => readTarget(target, json['datasource'], sources)),
    options: fieldsOf(json['options']),
    defaults: fieldsOf(defaults),
    overrides: readOverrides(overrides),
    transformations: listOf(json['transformations']).map((entry) => {
      const { id, options, disabled } = fieldsOf(entry)
      return { id: textOf(id), options: fieldsOf(options), disabled: disabled === true }
    }),
    links: readLinks(json['links']),
    repeat: textOf(json['repeat']),
    repeatVertical: json['repeatDirection'] === 'v',
    maxPerRow: numberOf(json['maxPerRow']) ?? 4,
    interval: textOf(json['interval']),
    maxDataPoints: numberOf(json['maxDataPoints']),
    timeFrom: textOf(json['timeFrom']),
    timeShift: textOf(json['timeShift']),
    collapsed: json['collapsed'] === true,
    panels:
      json['type'] === 'row'
        ? listOf(json['panels']).map((panel, at) => readPanel(panel, 1000 * (index + 1) + at, sources))
        : [],
  }
}

function readAnnotations(value: unknown, sources: SourceVariables): readonly AnnotationQuery[] {
  return listOf(fieldsOf(value)['list']).flatMap((entry) => {
    const json = fieldsOf(entry)
    const target = isFields(json['target']) && 'expr' in json['target'] ? json['target'] : json
    if (typeof fieldsOf(target)['expr'] !== 'string') return []
    return [
      {
        name: textOf(json['name']),
        enabled: json['enable'] !== false,
        hidden: json['hide'] === true,
        color: textOf(json['iconColor'], 'red'),
        target: readTarget(
          { ...fieldsOf(target), interval: fieldsOf(target)['interval'] || json['step'] },
          json['datasource'],
          sources,
        ),
        titleFormat: textOf(json['titleFormat']),
        textFormat: textOf(json['textFormat']),
        tagKeys: textOf(json['tagKeys']).split(',').filter(Boolean),
      },
    ]
  })
}

/**
 * Reads the JSON of a dashboard in the form of today (`modernised` brings older ones to it); nothing in it is believed before it
 * was looked at. Throws a RangeError with what is wrong where it is no dashboard of the classic form.
 */
export function readDashboard(value: unknown): Dashboard {
  const json = fieldsOf(value)
  if ('elements' in json && 'layout' in json)
    throw new RangeError('it has the form "v2" of dashboards, which is not drawn: export it in the classic form')
  if (!Array.isArray(json['panels'])) throw new RangeError('it has no panels: it is no dashboard of Grafana')
  const { from, to } = fieldsOf(json['time'])
  const variables = fieldsOf(json['templating'])['list']
  const sources = sourceVariables(variables)
  return {
    uid: textOf(json['uid']),
    title: textOf(json['title'], 'Dashboard without a title'),
    description: textOf(json['description']),
    tags: textsOf(json['tags']),
    time: { from: textOf(from, 'now-6h'), to: textOf(to, 'now') },
    refresh: textOf(json['refresh']),
    timezone: textOf(json['timezone'], 'browser'),
    sharesCrosshair: json['graphTooltip'] === 1 || json['graphTooltip'] === 2,
    variables: readVariables(variables),
    annotations: readAnnotations(json['annotations'], sources),
    links: readLinks(json['links']),
    panels: listOf(json['panels']).map((panel, index) => readPanel(panel, index, sources)),
  }
}
