import { type Grouping, groupingOf } from '../grouping.ts'
import { queryRule } from '../rule.ts'
import { type Operation, type Syntax, selectionsOf, visit } from '../syntax.ts'

const isList = (grouping: Grouping): grouping is readonly string[] => Array.isArray(grouping)

function sameLabels(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((label) => right.includes(label))
}

function metricsOf(syntax: Syntax): readonly string[] {
  return selectionsOf(syntax).map(({ metric }) => metric.replace(/_(count|sum|bucket|total)$/, ''))
}

function faultOf({ left, right }: Operation): string | undefined {
  const [above, below] = [groupingOf(left), groupingOf(right)]
  if (above === 'every' && below === 'every') {
    const own = metricsOf(right)
    const divided = metricsOf(left).some((metric) => own.includes(metric))
    return divided ? 'divides each series by itself, which is always 100%' : undefined
  }
  if (above === 'every' && isList(below)) return 'divides single series by an aggregation, which match by no label'
  if (isList(above) && below === 'every') return 'divides an aggregation by single series, which match by no label'
  if (isList(above) && isList(below) && !sameLabels(above, below))
    return `divides what is kept by (${above.join(', ')}) by what is kept by (${below.join(', ')}), which match by no label`
  return undefined
}

/** Both sides of a ratio carry the same labels: else it is always 100%, or empty. */
export const ratioRule = queryRule(
  'ratio',
  'Both sides of a ratio are aggregated by the same labels.',
  ({ syntax }) => {
    const found: string[] = []
    visit(syntax, (part) => {
      if (part.kind !== 'operation' || part.operator !== '/' || part.on || part.ignoring) return
      const fault = faultOf(part)
      if (fault !== undefined) found.push(fault)
    })
    return found.map((what) => ({
      what,
      mend: 'Aggregate both sides by the same labels, or match them with on (…) group_left.',
    }))
  },
)
