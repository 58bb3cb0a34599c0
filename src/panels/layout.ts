import type { GridPlace, Panel } from './dashboard.ts'
import type { Scope } from './interpolate.ts'
import type { Variable } from './variable.ts'

/** A panel or the head of a row at its place, with the variables that hold there. */
export interface Placed {
  /** The same after every refresh. */
  readonly key: string
  readonly panel: Panel
  readonly place: GridPlace
  readonly scope: Scope
  /** Of a row: whether its panels are hidden, and how many they are. */
  readonly row?: { readonly isCollapsed: boolean; readonly panels: number }
}

/** Pixels between two panels, and around all of them: as on Grafana's page. */
export const gridGap = 8
export const gridMargin = 16

/** Pixels from the left edge of a panel to its right one, on a dashboard that is so wide. */
export function panelWidth(across: number, columns: number): number {
  return columns * ((across - 2 * gridMargin + gridGap) / 24) - gridGap
}

/** Pixels from the left edge of a dashboard to a column. */
export function columnStart(across: number, column: number): number {
  return gridMargin + column * ((across - 2 * gridMargin + gridGap) / 24)
}

interface Section {
  readonly row: Panel | undefined
  readonly panels: readonly Panel[]
}

const inOrder = (one: Panel, other: Panel): number => one.place.y - other.place.y || one.place.x - other.place.x

function sectionsOf(panels: readonly Panel[]): readonly Section[] {
  const sections: { row: Panel | undefined; panels: Panel[] }[] = [{ row: undefined, panels: [] }]
  for (const panel of [...panels].sort(inOrder)) {
    if (panel.type === 'row') sections.push({ row: panel, panels: [...panel.panels].sort(inOrder) })
    else sections.at(-1)?.panels.push(panel)
  }
  return sections
}

/** The scopes of a repeat: one for each chosen value, or the scope itself where nothing is repeated. */
function repeated(name: string, scope: Scope): readonly { readonly scope: Scope; readonly mark: string }[] {
  const variable = name === '' ? undefined : scope.variables.get(name)
  if (variable === undefined || variable.values.length === 0) return [{ scope, mark: '' }]
  return variable.values.map((value, at) => {
    const one: Variable = { ...variable, values: [value], texts: [variable.texts[at] ?? value], isAll: false }
    return { scope: { ...scope, variables: new Map([...scope.variables, [name, one]]) }, mark: `/${name}=${value}` }
  })
}

function placesOf(panel: Panel, count: number): readonly GridPlace[] {
  const { x, y, w, h } = panel.place
  if (count === 1 && panel.repeat === '') return [panel.place]
  if (panel.repeatVertical) return Array.from({ length: count }, (_, at) => ({ x, y: y + at * h, w, h }))
  const perRow = Math.max(1, Math.min(count, panel.maxPerRow))
  const width = Math.max(1, Math.floor(24 / perRow))
  return Array.from({ length: count }, (_, at) => ({
    x: (at % perRow) * width,
    y: y + Math.floor(at / perRow) * h,
    w: width,
    h,
  }))
}

/** The panels of a section from `top` on, and where it ends. */
function placedPanels(
  panels: readonly Panel[],
  top: number,
  scope: Scope,
  prefix: string,
): { placed: readonly Placed[]; end: number } {
  const base = Math.min(...panels.map(({ place }) => place.y))
  const grown: { readonly from: number; readonly by: number }[] = []
  let end = top
  const placed = panels.flatMap((panel, index) => {
    const copies = repeated(panel.repeat, scope)
    const shift = grown.filter(({ from }) => panel.place.y >= from).reduce((sum, { by }) => sum + by, 0)
    const places = placesOf(panel, copies.length)
    const extra = Math.max(...places.map(({ y, h }) => y + h)) - panel.place.y - panel.place.h
    if (extra > 0) grown.push({ from: panel.place.y + panel.place.h, by: extra })
    return copies.map((copy, at): Placed => {
      const place = places[at] ?? panel.place
      const y = top + place.y - base + shift
      end = Math.max(end, y + place.h)
      return { key: `${prefix}${panel.id}.${index}${copy.mark}`, panel, place: { ...place, y }, scope: copy.scope }
    })
  })
  return { placed, end }
}

/** Where every panel lies, with repeats laid out, and collapsed rows closed up. `toggled`: keys of rows that someone opened or closed. */
export function layOut(
  panels: readonly Panel[],
  scope: Scope,
  toggled: ReadonlySet<string> = new Set(),
): readonly Placed[] {
  const all: Placed[] = []
  let top = 0
  sectionsOf(panels).forEach(({ row, panels: inside }, index) => {
    for (const copy of repeated(row?.repeat ?? '', scope)) {
      const prefix = `${index}${copy.mark}:`
      const key = `row-${prefix}`
      const isCollapsed = row !== undefined && row.collapsed !== toggled.has(key)
      if (row !== undefined) {
        all.push({
          key,
          panel: row,
          place: { x: 0, y: top, w: 24, h: 1 },
          scope: copy.scope,
          row: { isCollapsed, panels: inside.length },
        })
        top += 1
      }
      if (isCollapsed || inside.length === 0) continue
      const { placed, end } = placedPanels(inside, top, copy.scope, prefix)
      all.push(...placed)
      top = end
    }
  })
  return all
}
