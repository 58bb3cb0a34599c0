import type { Defect } from './defects.ts'

type Json = Record<string, unknown>

/** Puts a value to the end of a way through the first panel of this type; `undefined` takes it away. */
function inPanel(type: string, way: readonly string[], value: unknown): Defect[1] {
  return ({ panels }) => {
    const panel = panels.find((candidate) => candidate.type === type)
    const last = way.at(-1)
    if (panel === undefined || last === undefined) return false
    let part = panel as unknown as Json
    for (const step of way.slice(0, -1)) {
      part[step] ??= {}
      part = part[step] as Json
    }
    part[last] = value
    return true
  }
}

/** Defects of form alone: Grafana reads each as its default, without a word. */
export const structureDefects: readonly Defect[] = [
  ['unknown placement of the legend', inPanel('timeseries', ['options', 'legend', 'placement'], 'left')],
  ['legend as a text', inPanel('timeseries', ['options', 'legend'], 'table')],
  ['calculations of the legend as a text', inPanel('timeseries', ['options', 'legend', 'calcs'], 'mean')],
  ['unknown kind of tooltip', inPanel('timeseries', ['options', 'tooltip', 'mode'], 'all')],
  ['width of a line with its unit', inPanel('timeseries', ['fieldConfig', 'defaults', 'custom', 'lineWidth'], '2px')],
  ['misspelt opacity', inPanel('timeseries', ['fieldConfig', 'defaults', 'custom', 'fillOpactiy'], 10)],
  [
    'unknown style of thresholds',
    inPanel('timeseries', ['fieldConfig', 'defaults', 'custom', 'thresholdsStyle'], 'line'),
  ],
  ['unknown mode of thresholds', inPanel('timeseries', ['fieldConfig', 'defaults', 'thresholds', 'mode'], 'relative')],
  ['unknown colour mode of a number', inPanel('stat', ['options', 'colorMode'], 'text')],
  ['calculations of a number as a text', inPanel('stat', ['options', 'reduceOptions', 'calcs'], 'lastNotNull')],
  ['unknown scheme of a heatmap', inPanel('heatmap', ['options', 'color', 'mode'], 'blue')],
  ['links as one link', inPanel('timeseries', ['links'], { title: 'Runbook' })],
  ['unknown format of a query', inPanel('timeseries', ['targets'], [{ refId: 'A', expr: 'up', format: 'graph' }])],
  ['tags as a text', (dashboard) => Object.assign(dashboard, { tags: 'sidelight' })],
  ['time range as a text', (dashboard) => Object.assign(dashboard, { time: 'now-1h' })],
  [
    'unknown type of a variable',
    ({ templating }) => templating.list[0] && Object.assign(templating.list[0], { type: 'list' }),
  ],
  ['misspelt description', (dashboard) => Object.assign(dashboard, { desciption: dashboard.description })],
]
