import { record } from '../linted.ts'
import { panelRule } from '../rule.ts'

/** Several lines without names tell nothing. */
export const legendRule = panelRule(
  'legend',
  'A time series with queries shows a legend, and each query is named.',
  (panel) => {
    const { type, options, queries } = panel
    if (type !== 'timeseries') return []
    const unnamed = queries.filter(({ legend, expression }) => legend.trim() === '' && expression !== '')
    return [
      ...(record(options['legend'])['showLegend'] === false
        ? [{ what: 'hides its legend', mend: 'Show it: as a list, or as a table with the last value.' }]
        : []),
      ...unnamed.map((query) => ({
        query,
        what: 'has no legend',
        mend: 'Name its series, for instance {{instance}}.',
      })),
    ]
  },
)
