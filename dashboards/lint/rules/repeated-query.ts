import { panelRule } from '../rule.ts'

/** The same line twice is a copy that was not finished. */
export const repeatedQueryRule = panelRule('repeated-query', 'No panel asks the same twice.', ({ queries }) => {
  const expressions = queries.map(({ expression }) => expression.replace(/\s+/g, ''))
  return queries.flatMap((query, index) =>
    query.expression !== '' && expressions.indexOf(expressions[index] ?? '') < index
      ? [{ query, what: 'asks what another query of its panel asks', mend: 'Remove it, or finish what was to differ.' }]
      : [],
  )
})
