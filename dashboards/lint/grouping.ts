import type { Syntax } from './syntax.ts'

/**
 * Which labels the series of an expression carry: a list, `every` label of what was selected, none at all because it is a
 * `number`, or `unknown` where that cannot be told.
 */
export type Grouping = readonly string[] | 'every' | 'number' | 'unknown'

const keepsLabels =
  /^(r?ate|irate|increase|delta|idelta|deriv|changes|resets|\w+_over_time|abs|ceil|floor|round|clamp\w*|exp|ln|log\w+|sqrt|sgn|sort\w*|timestamp|histogram_(avg|count|sum|fraction|stddev|stdvar))$/

function ofCall(name: string, parameters: readonly Syntax[]): Grouping {
  const vector = parameters.find(({ kind }) => kind !== 'number' && kind !== 'text')
  if (name === 'vector') return []
  if (/^(time|pi|scalar)$/.test(name)) return 'number'
  if (vector === undefined) return 'unknown'
  const inner = groupingOf(vector)
  if (name === 'histogram_quantile') return Array.isArray(inner) ? inner.filter((label) => label !== 'le') : inner
  if (name === 'label_replace' || name === 'label_join') {
    const added = parameters[1]
    return Array.isArray(inner) && added?.kind === 'text' ? [...new Set([...inner, added.value])] : inner
  }
  return keepsLabels.test(name) ? inner : 'unknown'
}

/** The labels of an expression's series. */
export function groupingOf(syntax: Syntax): Grouping {
  switch (syntax.kind) {
    case 'number':
    case 'text':
      return 'number'
    case 'selection':
      return 'every'
    case 'subquery':
      return groupingOf(syntax.body)
    case 'aggregation':
      if (/^(topk|bottomk|limitk|limit_ratio)$/.test(syntax.operator)) return groupingOf(syntax.body)
      if (syntax.operator === 'count_values') return 'unknown'
      return syntax.without ? 'unknown' : (syntax.by ?? [])
    case 'call':
      return ofCall(syntax.name, syntax.parameters)
    case 'operation': {
      const left = groupingOf(syntax.left)
      const right = groupingOf(syntax.right)
      if (syntax.group === 'right') return right
      if (left === 'number') return right
      if (right === 'number' || syntax.group === 'left' || /^(and|unless|or)$/.test(syntax.operator)) return left
      if (syntax.on) return syntax.on
      return JSON.stringify(left) === JSON.stringify(right) ? left : 'unknown'
    }
  }
}
