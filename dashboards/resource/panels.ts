import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard'
import { dataQuery, type ResourcePart } from './part.ts'

function nameOf({ id }: Panel): string {
  return `panel-${id}`
}

type Target = Readonly<Record<string, unknown>>

function queryOf(target: Target, panel: Panel): ResourcePart {
  const { refId, hide, datasource, ...spec } = target
  const query = dataQuery((datasource ?? panel.datasource) as Panel['datasource'], spec)
  return { kind: 'PanelQuery', spec: { query, refId, hidden: hide ?? false } }
}

/** Grafana drops an empty `custom` when it saves: without it, what is saved is what was given. */
function fieldConfigOf({ fieldConfig }: Panel): Panel['fieldConfig'] {
  if (fieldConfig?.defaults.custom === undefined || Object.keys(fieldConfig.defaults.custom).length > 0)
    return fieldConfig
  const { custom: _, ...defaults } = fieldConfig.defaults
  return { ...fieldConfig, defaults }
}

function elementOf(panel: Panel): ResourcePart {
  const { id, title = '', description = '', type, options, interval, maxDataPoints } = panel
  const targets = (panel.targets ?? []).map((target): Target => ({ ...target }))
  const queryOptions = {
    ...(interval !== undefined && { interval }),
    ...(maxDataPoints !== undefined && { maxDataPoints }),
  }
  return {
    kind: 'Panel',
    spec: {
      id,
      title,
      description,
      links: [],
      data: {
        kind: 'QueryGroup',
        spec: { queries: targets.map((target) => queryOf(target, panel)), transformations: [], queryOptions },
      },
      vizConfig: { kind: 'VizConfig', group: type, version: '', spec: { options, fieldConfig: fieldConfigOf(panel) } },
    },
  }
}

function isRow(panel: Panel | RowPanel): panel is RowPanel {
  return panel.type === 'row'
}

/** Every panel by its name. */
export function elementsOf(panels: readonly (Panel | RowPanel)[]): ResourcePart {
  return Object.fromEntries(
    panels.flatMap((panel) => (isRow(panel) ? [] : [[nameOf(panel), elementOf(panel)] as const])),
  )
}

interface Row {
  readonly title: string
  /** Where its panels begin in the grid of the whole dashboard. */
  readonly top: number
  readonly items: ResourcePart[]
}

/** Rows with a grid each, whose places count from its top. Every panel stands in a row, as `place` puts it. */
export function layoutOf(panels: readonly (Panel | RowPanel)[]): ResourcePart {
  const rows: Row[] = []
  for (const panel of panels) {
    const { x = 0, y = 0, w = 0, h = 0 } = panel.gridPos ?? {}
    if (isRow(panel)) {
      rows.push({ title: panel.title ?? '', top: y + 1, items: [] })
      continue
    }
    const row = rows.at(-1)
    if (row === undefined) throw new Error(`panel ${panel.id} stands before the first row`)
    const element = { kind: 'ElementReference', name: nameOf(panel) }
    row.items.push({ kind: 'GridLayoutItem', spec: { x, y: y - row.top, width: w, height: h, element } })
  }
  return {
    kind: 'RowsLayout',
    spec: {
      rows: rows.map(({ title, items }) => ({
        kind: 'RowsLayoutRow',
        spec: { title, collapse: false, layout: { kind: 'GridLayout', spec: { items } } },
      })),
    },
  }
}
