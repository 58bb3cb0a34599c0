import { type Selection, type Syntax, visit } from './syntax.ts'

/** A metric that a query reads, and the labels that it takes for granted. */
export interface MetricUse {
  readonly metric: string
  /** Labels that are matched or that series are kept apart by. */
  readonly labels: readonly string[]
  /** Buckets that are chosen by their upper boundary. */
  readonly buckets: readonly string[]
}

function groupingLabels(around: readonly Syntax[]): readonly string[] {
  const labels: string[] = []
  for (const outer of around) {
    // Beyond this, labels may be of the query's own making.
    if (outer.kind === 'call' && /^label_(replace|join)$/.test(outer.name)) break
    if (outer.kind === 'aggregation') labels.push(...(outer.by ?? []))
    // What is beyond an operation may come from its other side.
    if (outer.kind === 'operation') break
  }
  return labels
}

function useOf({ metric, matchers }: Selection, around: readonly Syntax[]): MetricUse {
  const matched = matchers.map(({ label }) => label).filter((label) => label !== '__name__')
  return {
    metric,
    labels: [...new Set([...matched, ...groupingLabels(around)])],
    buckets: matchers.flatMap(({ label, operator, value }) => (label === 'le' && operator === '=' ? [value] : [])),
  }
}

/** Every metric that an expression reads. */
export function metricUses(syntax: Syntax): readonly MetricUse[] {
  const uses: MetricUse[] = []
  visit(syntax, (part, around) => {
    if (part.kind === 'selection') uses.push(useOf(part, around))
  })
  return uses
}
