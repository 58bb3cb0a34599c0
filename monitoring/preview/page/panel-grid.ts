import { interpolate } from '../../../src/panels/interpolate.ts'
import type { Placed } from '../../../src/panels/layout.ts'
import type { QueryContext } from '../../../src/panels/query.ts'
import { readAddress } from './address.ts'
import type { DrawContext } from './context.ts'
import { element } from './dom.ts'
import { type PanelView, panelView } from './panel-view.ts'

/** The panels of a dashboard at their places. */
export interface PanelGrid {
  readonly node: HTMLElement
  /** Lays the panels out and loads those in sight; the others when they come into sight. Resolves when those in sight are drawn. */
  load(placed: readonly Placed[], context: QueryContext, draw: () => DrawContext | undefined): Promise<void>
  /** Draws all panels once more from the data that they have. */
  redraw(draw: DrawContext): void
}

/** Height of a grid row and the gap between two, in pixels, as in Grafana. */
const cell = 30
const gap = 8

function putAt(node: HTMLElement, { place }: Placed): void {
  node.style.setProperty('--x', String(place.x))
  node.style.setProperty('--w', String(place.w))
  node.style.setProperty('--top', `${place.y * (cell + gap)}px`)
  node.style.setProperty('--height', `${place.h * (cell + gap) - gap}px`)
}

function rowHead(placed: Placed, toggle: (key: string) => void): HTMLElement {
  const { isCollapsed = false, panels = 0 } = placed.row ?? {}
  const title = interpolate(placed.panel.title, placed.scope, 'text') || 'Row'
  const made = element(
    'button',
    { type: 'button', 'aria-expanded': String(!isCollapsed), onclick: () => toggle(placed.key) },
    [
      element('span', { class: 'arrow', 'aria-hidden': 'true' }, [isCollapsed ? '▸' : '▾']),
      title,
      isCollapsed ? element('span', { class: 'count' }, [`${panels} ${panels === 1 ? 'panel' : 'panels'}`]) : undefined,
    ],
  )
  const node = element('div', { class: 'row-head' }, [element('h2', {}, [made])])
  putAt(node, placed)
  return node
}

/** Makes the grid; `toggleRow` is called with the key of a row that someone opens or closes. */
export function panelGrid(toggleRow: (key: string) => void): PanelGrid {
  const node = element('div', { class: 'panels' })
  const views = new Map<string, PanelView>()
  const waiting = new Map<PanelView, () => Promise<void>>()
  const viewOf = new Map<Element, PanelView>()
  const sight = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const view = viewOf.get(target)
        if (view === undefined) continue
        view.isNear = isIntersecting
        const load = isIntersecting ? waiting.get(view) : undefined
        waiting.delete(view)
        void load?.()
      }
    },
    { rootMargin: '200px' },
  )
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) viewOf.get(target)?.resize()
  })

  const viewFor = (placed: Placed): PanelView => {
    const known = views.get(placed.key)
    if (known !== undefined) return known
    const made = panelView(placed)
    views.set(placed.key, made)
    viewOf.set(made.node, made)
    return made
  }

  function arrange(placed: readonly Placed[]): void {
    const keys = new Set(placed.map(({ key }) => key))
    for (const [key, view] of views) {
      if (keys.has(key)) continue
      view.remove()
      views.delete(key)
      viewOf.delete(view.node)
      waiting.delete(view)
      sight.unobserve(view.node)
      sizes.unobserve(view.node)
    }
    const focused = document.activeElement?.closest('.row-head')?.textContent
    for (const head of node.querySelectorAll(':scope > .row-head')) head.remove()
    for (const each of placed) {
      if (each.row !== undefined) node.append(rowHead(each, toggleRow))
      else {
        const view = viewFor(each)
        putAt(view.node, each)
        node.append(view.node)
        sight.observe(view.node)
        sizes.observe(view.node)
      }
    }
    for (const head of node.querySelectorAll<HTMLElement>('.row-head'))
      if (focused !== undefined && focused !== null && head.textContent === focused)
        head.querySelector('button')?.focus()
    const end = Math.max(0, ...placed.map(({ place }) => place.y + place.h))
    node.style.setProperty('--end', `${end * (cell + gap)}px`)
  }

  return {
    node,
    async load(placed, context, draw) {
      arrange(placed)
      // A picture, or a screen on a wall, shows all panels.
      const inSight = readAddress().isKiosk ? Number.POSITIVE_INFINITY : window.innerHeight + 200
      const loads = placed.flatMap((each) => {
        const view = each.row === undefined ? views.get(each.key) : undefined
        if (view === undefined) return []
        const load = () => view.load(each, context, draw)
        const { top, bottom } = view.node.getBoundingClientRect()
        if (top < inSight && bottom > -200) {
          waiting.delete(view)
          return [load()]
        }
        waiting.set(view, load)
        return []
      })
      await Promise.all(loads)
    },
    redraw(draw) {
      performance.mark('redraw-start')
      for (const view of views.values()) view.redraw(draw)
      performance.measure('redraw', 'redraw-start')
    },
  }
}
