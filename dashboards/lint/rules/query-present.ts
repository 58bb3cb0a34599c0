import { panelRule } from '../rule.ts'

const withoutQuery = new Set(['text', 'news', 'dashlist', 'alertlist', 'annolist', 'welcome', 'canvas', 'row'])

/** Panels that show data ask for some. */
export const queryPresentRule = panelRule(
  'query-present',
  'Every panel that shows data has a query, and none is empty.',
  ({ type, queries, json }) => {
    // A library panel keeps its queries elsewhere.
    if (withoutQuery.has(type) || json['libraryPanel'] !== undefined) return []
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
