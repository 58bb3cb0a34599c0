import { dataTable } from '../../../src/panels/data-table.ts'
import { interpolate } from '../../../src/panels/interpolate.ts'
import type { Placed } from '../../../src/panels/layout.ts'
import { safeLinks } from '../../../src/panels/links.ts'
import type { PanelModel } from '../../../src/panels/model.ts'
import { panelModel } from '../../../src/panels/panel-model.ts'
import { type PanelData, type QueryContext, queryPanel } from '../../../src/panels/query.ts'
import { changeAddress } from './address.ts'
import type { DrawContext, Drawing } from './context.ts'
import { dataTableView } from './data-table-view.ts'
import { button, element } from './dom.ts'
import { drawModel } from './draw.ts'
import { anchor } from './links-view.ts'

/** One panel on the page. */
export interface PanelView {
  readonly node: HTMLElement
  /** Whether it lies in or near the visible part of the page. */
  isNear: boolean
  /** Asks its queries and draws what they give. Never throws. */
  load(placed: Placed, context: QueryContext, draw: () => DrawContext | undefined): Promise<void>
  /** Draws what it has once more: after a change of size, of theme, or of the marks. */
  redraw(draw: DrawContext): void
  resize(): void
  remove(): void
}

interface State {
  placed: Placed
  data: PanelData | undefined
  draw: DrawContext | undefined
  drawing: Drawing | undefined
  model: PanelModel | undefined
  showsData: boolean
  generation: number
}

function problemText(data: PanelData): string {
  return data.problems.map(({ refId, message, expression }) => `${refId}: ${message}\n${expression}`).join('\n')
}

/** Shows the title, the description, the links and the state of the panel at its head. */
function drawHead(head: HTMLElement, { placed, data, model, showsData }: State, toggleData: () => void): void {
  const { panel, scope } = placed
  const title = interpolate(panel.title, scope, 'text')
  const description = interpolate(panel.description, scope, 'text')
  const about = element('p', { class: 'description', id: `about-${placed.key}` }, [description])
  about.hidden = true
  const info = button('i', `About ${title || 'this panel'}`, () => {
    about.hidden = !about.hidden
    info.setAttribute('aria-expanded', String(!about.hidden))
  })
  info.classList.add('info')
  info.setAttribute('aria-expanded', 'false')
  const hasData = model !== undefined && ['plot', 'readings', 'heatmap', 'timeline'].includes(model.kind)
  const dataButton = button('Data', `Data of ${title || 'this panel'}, as a table`, toggleData, 'data')
  dataButton.setAttribute('aria-pressed', String(showsData))
  const failed = (data?.problems.length ?? 0) > 0 && model?.kind !== 'notice'
  const warning = [...(failed && data !== undefined ? [problemText(data)] : []), ...(data?.warnings ?? [])].join('\n')
  const only = button(
    'View',
    `View ${title || 'this panel'} alone`,
    () => {
      changeAddress({
        viewPanel: new URLSearchParams(window.location.search).has('viewPanel') ? undefined : String(panel.id),
      })
      window.dispatchEvent(new PopStateEvent('popstate'))
    },
    'only',
  )
  head.replaceChildren(
    element('h2', {}, [title]),
    ...(description === '' ? [] : [info]),
    ...(warning === ''
      ? []
      : [
          element(
            'span',
            { class: `badge ${failed ? 'failed' : ''}`, role: 'img', 'aria-label': warning, title: warning },
            ['!'],
          ),
        ]),
    ...safeLinks(panel.links, scope).map((link) => anchor(link)),
    element('span', { class: 'tools' }, [...(hasData ? [dataButton] : []), only]),
    about,
  )
}

function drawBody(body: HTMLElement, state: State): void {
  const { model, draw, placed, drawing, showsData } = state
  if (model === undefined || draw === undefined) return
  drawing?.remove?.()
  const title = interpolate(placed.panel.title, placed.scope, 'text') || 'Panel'
  const table = showsData ? dataTable(model, draw.zone) : undefined
  const made = table === undefined ? drawModel(model, title, draw) : dataTableView(table, title)
  body.replaceChildren(made.node)
  body.dataset['kind'] = model.kind
  made.resize?.()
  state.drawing = made
}

function makeModel(state: State): void {
  const { data, draw, placed } = state
  if (data === undefined || draw === undefined) return
  try {
    state.model = panelModel(placed.panel, data, draw.theme, draw.zone)
  } catch (problem) {
    state.model = {
      kind: 'notice',
      reason: 'failed',
      text: `This panel cannot be drawn: ${problem instanceof Error ? problem.message : String(problem)}`,
    }
  }
}

/** Makes the view of a panel, which says that it loads until it has been loaded. */
export function panelView(initial: Placed): PanelView {
  const head = element('header')
  const body = element('div', { class: 'body' }, [element('div', { class: 'notice loading-text' }, ['Loading …'])])
  const node = element(
    'section',
    {
      class: `panel${initial.panel.transparent ? ' transparent' : ''}`,
      'data-panel': initial.panel.id,
      'data-type': initial.panel.type,
      'aria-busy': 'false',
    },
    [head, body],
  )
  const state: State = {
    placed: initial,
    data: undefined,
    draw: undefined,
    drawing: undefined,
    model: undefined,
    showsData: false,
    generation: 0,
  }
  const drawAll = () => {
    drawHead(head, state, () => {
      state.showsData = !state.showsData
      drawAll()
      head.querySelector<HTMLElement>('button.data')?.focus()
    })
    drawBody(body, state)
  }
  drawHead(head, state, () => undefined)
  return {
    node,
    isNear: false,
    async load(placed, context, draw) {
      state.generation += 1
      const { generation } = state
      state.placed = placed
      node.setAttribute('aria-busy', 'true')
      const data = await queryPanel(placed.panel, node.offsetWidth, { ...context, scope: placed.scope })
      if (generation !== state.generation) return
      // The marks may have come in the meantime.
      Object.assign(state, { data, draw: draw() })
      makeModel(state)
      drawAll()
      node.setAttribute('aria-busy', 'false')
    },
    redraw(draw) {
      if (state.data === undefined) return
      state.draw = draw
      makeModel(state)
      drawAll()
    },
    resize: () => state.drawing?.resize?.(),
    remove() {
      state.generation += 1
      state.drawing?.remove?.()
      node.remove()
    },
  }
}
