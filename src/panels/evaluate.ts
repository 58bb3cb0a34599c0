import { type Mark, queryMarks } from './annotations.ts'
import type { Theme } from './color.ts'
import type { Dashboard } from './dashboard.ts'
import type { Prometheus, TimeSpan } from './frame.ts'
import { layOut, type Placed, panelWidth } from './layout.ts'
import type { PanelModel } from './model.ts'
import { panelModel } from './panel-model.ts'
import { queryPanel } from './query.ts'
import type { Clock } from './time-range.ts'
import { type Chosen, resolveVariables, timeTexts } from './variables.ts'

/** What a dashboard is evaluated with. */
export interface Evaluation {
  readonly prometheus: Prometheus
  readonly span: TimeSpan
  readonly clock: Clock
  readonly chosen: Chosen
  /** Milliseconds between two scrapes. */
  readonly scrape: number
  /** Pixels across the whole dashboard. */
  readonly width: number
  readonly theme: Theme
  /** The one panel that is wanted, by its id. */
  readonly panel?: number | undefined
}

/** A panel at its place with all that its drawing needs; the head of a row has no model. */
export interface Evaluated {
  readonly placed: Placed
  readonly model: PanelModel | undefined
  /** What its queries failed with, also where others of them gave something to draw. */
  readonly problems: readonly string[]
}

/** Panels that ask at the same time: a dashboard must not flood its Prometheus. */
const atOnce = 6

/** Does the work for each in turn, at most `atOnce` at a time; results keep their order. */
async function eachOf<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  let next = 0
  const lane = async () => {
    while (next < items.length) {
      const at = next
      next += 1
      results[at] = await work(items[at] as Item)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return results
}

function wanted(dashboard: Dashboard, panel: number | undefined, placed: readonly Placed[]): readonly Placed[] {
  if (panel === undefined) return placed
  const found = placed.filter((each) => each.panel.id === panel && each.row === undefined)
  if (found.length === 0) throw new RangeError(`the dashboard "${dashboard.title}" has no panel ${panel}`)
  return found.map((each, at) => ({ ...each, place: { x: 0, y: at * each.place.h, w: 24, h: each.place.h } }))
}

/**
 * Asks all queries of a dashboard at one time range: its panels with their models, and the marks in them. A failed query is part of the
 * result. Throws a RangeError for a panel that is not there.
 */
export async function evaluate(
  dashboard: Dashboard,
  evaluation: Evaluation,
): Promise<{ readonly panels: readonly Evaluated[]; readonly marks: readonly Mark[] }> {
  const { prometheus, span, clock, chosen, scrape, width, theme, panel } = evaluation
  const texts = new Map([...timeTexts(span, scrape, 4 * scrape), ['__dashboard', dashboard.title] as const])
  const dataSources = [{ text: 'Prometheus', value: 'prometheus' }]
  const variables = await resolveVariables(dashboard.variables, chosen, { prometheus, span, texts, dataSources })
  const context = { prometheus, scope: { variables, texts }, span, clock, scrape }
  const opened =
    panel === undefined ? dashboard.panels : dashboard.panels.map((each) => ({ ...each, collapsed: false }))
  const panels = await eachOf(
    wanted(dashboard, panel, layOut(opened, context.scope)),
    async (placed): Promise<Evaluated> => {
      if (placed.row !== undefined) return { placed, model: undefined, problems: [] }
      const across = panelWidth(width, placed.place.w)
      const data = await queryPanel(placed.panel, across, { ...context, scope: placed.scope })
      return {
        placed,
        model: panelModel(placed.panel, data, theme, clock.zone),
        problems: data.problems.map(({ refId, message }) => `${refId}: ${message}`),
      }
    },
  )
  const { marks } = await queryMarks(dashboard.annotations, context, theme)
  return { panels, marks }
}
