import { type Grouping, groupingOf } from '../grouping.ts'
import { queryRule } from '../rule.ts'
import { type Operation, type Syntax, selectionsOf, visit } from '../syntax.ts'

const isList = (grouping: Grouping): grouping is readonly string[] => Array.isArray(grouping)

function sameLabels(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((label) => right.includes(label))
}

/** The one metric that an expression reads; none where it reads several, as what is used of a total does. */
function onlyMetric(syntax: Syntax): string | undefined {
  const [metric, ...others] = new Set(selectionsOf(syntax).map((selection) => selection.metric))
  return others.length === 0 ? metric : undefined
}

/** Whether single series surely have more labels than the listed ones: what is scraped has a job and an instance at least. */
function haveMore(single: Syntax, listed: readonly string[]): boolean {
  return listed.length === 0 && selectionsOf(single).every(({ metric }) => !metric.includes(':'))
}

function faultOf({ left, right }: Operation): string | undefined {
  const [above, below] = [groupingOf(left), groupingOf(right)]
  if (above === 'every' && below === 'every') {
    const metric = onlyMetric(left)
    const itself = metric !== undefined && metric === onlyMetric(right)
    return itself ? 'divides each series by itself, which is always 100%' : undefined
  }
  if (above === 'every' && isList(below) && haveMore(left, below))
    return 'divides single series by an aggregation, which match by no label'
  if (isList(above) && below === 'every' && haveMore(right, above))
    return 'divides an aggregation by single series, which match by no label'
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
