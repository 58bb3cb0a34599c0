import { panelRule } from '../rule.ts'

/** Grafana's own panels that show data. What a plugin's panel shows, nobody knows here. */
const showsData =
  /^(timeseries|graph|stat|singlestat|gauge|bargauge|barchart|piechart|table|table-old|heatmap|histogram|state-timeline|status-history|logs|xychart|trend|candlestick)$/

/** Panels that show data ask for some. */
export const queryPresentRule = panelRule(
  'query-present',
  'Every panel that shows data has a query, and none is empty.',
  ({ type, queries, json }) => {
    // A library panel keeps its queries elsewhere.
    if (!showsData.test(type) || json['libraryPanel'] !== undefined) return []
    const mend = 'Add a query, or remove the panel.'
    if (queries.length === 0) return [{ what: 'has no query', mend }]
    const targets = Array.isArray(json['targets']) ? json['targets'] : []
    return queries.flatMap((query, index) => {
      const target: unknown = targets[index]
      const isPrometheus = typeof target === 'object' && target !== null && 'expr' in target
      return isPrometheus && query.expression.trim() === '' ? [{ query, what: 'is empty', mend }] : []
    })
  },
)
