import { groupingOf } from '../grouping.ts'
import { queryRule } from '../rule.ts'

/** A legend names labels that the series still have: others are shown as nothing. */
export const legendLabelsRule = queryRule(
  'legend-labels',
  'A legend names only labels that its query keeps.',
  ({ syntax, legend }) => {
    const grouping = groupingOf(syntax)
    if (!Array.isArray(grouping)) return []
    const lost = [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label)
    return lost
      .filter((label) => !grouping.includes(label))
      .map((label) => ({
        what: `names the label "${label}" in its legend, which the query does not keep`,
        mend: `Aggregate by (${[...grouping, label].join(', ')}), or write another legend.`,
      }))
  },
)
