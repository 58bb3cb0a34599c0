import type { ZoneOffset } from './calendar.ts'
import type { Theme } from './color.ts'
import type { Panel } from './dashboard.ts'
import { rowsOf } from './frame.ts'
import { heatmap } from './heatmap.ts'
import { interpolate, type Scope } from './interpolate.ts'
import { textOf } from './json.ts'
import type { NoticeModel, PanelModel } from './model.ts'
import { timePlot } from './plot.ts'
import type { PanelData } from './query.ts'
import { readings } from './readings.ts'
import { seriesIn } from './series.ts'
import { table } from './table.ts'
import { timeline } from './timeline.ts'
import { transformed } from './transform.ts'

/** Types of panels that are drawn. */
export const drawnTypes: ReadonlySet<string> = new Set([
  'timeseries',
  'stat',
  'gauge',
  'bargauge',
  'table',
  'heatmap',
  'state-timeline',
  'status-history',
  'text',
  'row',
])

function noData(panel: Panel): NoticeModel {
  return { kind: 'notice', reason: 'no data', text: textOf(panel.defaults['noValue']) || 'No data' }
}

/** What a text panel says; its HTML is shown as the text that it is. */
function textModel(panel: Panel, scope: Scope): PanelModel {
  const mode = textOf(panel.options['mode'], 'markdown') === 'markdown' ? 'markdown' : 'plain'
  return { kind: 'text', mode, text: interpolate(textOf(panel.options['content']), scope, 'text') }
}

function withoutQueries(panel: Panel, scope: Scope): PanelModel | undefined {
  if (panel.type === 'text') return textModel(panel, scope)
  if (!drawnTypes.has(panel.type))
    return { kind: 'notice', reason: 'not drawn', text: `The preview does not draw panels of type "${panel.type}".` }
  const [foreign] = panel.targets.flatMap((target) => target.foreign ?? [])
  if (foreign !== undefined && panel.targets.every((target) => target.foreign !== undefined))
    return { kind: 'notice', reason: 'not drawn', text: `The preview asks Prometheus alone, and not "${foreign}".` }
  return undefined
}

/** All that a renderer needs to draw the panel; a failed query is a notice with Prometheus' own words where nothing else came. */
export function panelModel(panel: Panel, data: PanelData, theme: Theme, zone: ZoneOffset): PanelModel {
  const { scope, span } = data
  const plain = withoutQueries(panel, scope)
  if (plain !== undefined) return plain
  const frames = transformed(data.frames, panel.transformations, scope)
  const isEmpty = frames.every((frame) => rowsOf(frame) === 0 && (frame.histograms ?? []).length === 0)
  const [problem] = data.problems
  if (isEmpty && problem !== undefined) return { kind: 'notice', reason: 'failed', text: problem.message }
  if (isEmpty) return noData(panel)
  const series = seriesIn(frames, panel, scope, theme)
  switch (panel.type) {
    case 'timeseries': {
      const plot = timePlot(panel, series, span, scope, theme)
      return plot.series.length === 0 ? noData(panel) : plot
    }
    case 'stat':
    case 'gauge':
    case 'bargauge': {
      const numbers = readings(panel, series, scope, theme)
      return numbers.readings.length === 0 ? noData(panel) : numbers
    }
    case 'heatmap': {
      const map = heatmap(panel, series, { ...data, frames }, span, theme)
      return map.cells.length === 0 ? noData(panel) : map
    }
    case 'state-timeline':
    case 'status-history':
      return timeline(panel, series, span)
    default:
      return table(panel, frames, scope, theme, zone)
  }
}
