import type { PanelModel } from '../../../src/panels/model.ts'
import type { DrawContext, Drawing } from './context.ts'
import { heatmapView } from './heatmap-view.ts'
import { plotView } from './plot-view.ts'
import { readingsView } from './readings-view.ts'
import { tableView } from './table-view.ts'
import { noticeView, textView } from './text-view.ts'
import { timelineView } from './timeline-view.ts'

/** Draws the model of a panel. */
export function drawModel(model: PanelModel, title: string, context: DrawContext): Drawing {
  switch (model.kind) {
    case 'plot':
      return plotView(model, title, context)
    case 'readings':
      return readingsView(model)
    case 'table':
      return tableView(model, title)
    case 'heatmap':
      return heatmapView(model, title, context)
    case 'timeline':
      return timelineView(model, context)
    case 'text':
      return textView(model)
    case 'notice':
      return noticeView(model)
  }
}
