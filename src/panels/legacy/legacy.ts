import { type Fields, fieldsOf, isFields, listOf, textOf } from '../json.ts'
import { timeSeriesOfGraph } from './graph.ts'
import { filledInputs } from './inputs.ts'
import { panelsOfRows } from './rows.ts'
import { statOfSinglestat } from './singlestat.ts'
import { tableOfOldTable } from './table.ts'

/** A heatmap of Grafana 8 or older had its settings at the panel itself. */
function heatmapOfOld(panel: Fields): Fields {
  const color = fieldsOf(panel['color'])
  const { format, decimals, min, max } = fieldsOf(panel['yAxis'])
  const isOpacity = color['mode'] === 'opacity'
  return {
    ...panel,
    options: {
      color: {
        ...color,
        mode: isOpacity ? 'opacity' : 'scheme',
        scheme: textOf(color['colorScheme'], 'interpolateOranges').replace(/^interpolate/, ''),
        fill: textOf(color['cardColor'], 'dark-orange'),
      },
      yAxis: { unit: textOf(format), decimals, min, max },
      legend: { show: fieldsOf(panel['legend'])['show'] !== false },
    },
  }
}

/** Stats and gauges of Grafana 6 kept the settings of fields among their options. */
function withFieldConfig(panel: Fields): Fields {
  const options = fieldsOf(panel['options'])
  const old = fieldsOf(options['fieldOptions'])
  const { defaults, overrides, calcs, values, limit, thresholds, mappings } = old
  const read = fieldsOf(defaults)
  const steps = read['thresholds'] ?? thresholds
  return {
    ...panel,
    options: { ...options, reduceOptions: { calcs, values, limit } },
    fieldConfig: {
      defaults: {
        ...(mappings === undefined ? {} : { mappings }),
        ...read,
        ...(Array.isArray(steps) ? { thresholds: { mode: 'absolute', steps } } : { thresholds: steps }),
      },
      overrides: listOf(overrides),
    },
  }
}

function modernPanel(value: unknown): unknown {
  if (!isFields(value)) return value
  const panel = Array.isArray(value['panels']) ? { ...value, panels: listOf(value['panels']).map(modernPanel) } : value
  const { type } = panel
  if (type === 'graph') return timeSeriesOfGraph(panel)
  if (type === 'singlestat' || type === 'grafana-singlestat-panel') return statOfSinglestat(panel)
  if (type === 'table-old' || (type === 'table' && Array.isArray(panel['styles']))) return tableOfOldTable(panel)
  if (type === 'heatmap' && 'dataFormat' in panel) return heatmapOfOld(panel)
  if (type === 'text' && !isFields(panel['options']))
    return { ...panel, options: { mode: textOf(panel['mode'], 'markdown'), content: textOf(panel['content']) } }
  if (isFields(fieldsOf(panel['options'])['fieldOptions'])) return withFieldConfig(panel)
  return panel
}

/** The dashboard itself, wherever it is wrapped: in an export of the API, or in a resource of Kubernetes' form. */
function unwrapped(value: unknown): Fields {
  const outer = fieldsOf(value)
  if (isFields(outer['dashboard']) && !('panels' in outer)) return outer['dashboard']
  if (!isFields(outer['spec']) || typeof outer['apiVersion'] !== 'string') return outer
  return { uid: textOf(fieldsOf(outer['metadata'])['name']), ...outer['spec'] }
}

/**
 * The JSON of a dashboard in the form of today, whatever version of Grafana it was made with: it is unwrapped, rows become panels on the grid,
 * panel types that are gone become those that took their place, and the inputs of a shared export get their values.
 */
export function modernised(json: unknown): Fields {
  const filled = filledInputs(unwrapped(json))
  const rows = listOf(filled['rows'])
  const panels =
    Array.isArray(filled['panels']) && (filled['panels'].length > 0 || rows.length === 0)
      ? filled['panels']
      : rows.length > 0
        ? panelsOfRows(rows)
        : undefined
  return panels === undefined ? filled : { ...filled, panels: panels.map(modernPanel) }
}
