import { queryRule } from '../rule.ts'
import { visit } from '../syntax.ts'
import { chosenRange, screenRanges } from '../variables-in-queries.ts'

const follows: readonly string[] = [screenRanges.__rate_interval, chosenRange]

/** A fixed range shows a wrong number at the start of a load, or skips samples when zoomed out. */
export const rateRangeRule = queryRule(
  'rate-range',
  'Rates go over $__rate_interval; an increase may also go over $__range.',
  ({ syntax }) => {
    const wrong: string[] = []
    visit(syntax, (part, around) => {
      const [outer] = around
      if (part.kind !== 'selection' || part.range === undefined || outer?.kind !== 'call') return
      if (outer.name !== 'rate' && outer.name !== 'increase') return
      const wholeScreen = outer.name === 'increase' && part.range === screenRanges.__range
      if (!wholeScreen && !follows.includes(part.range)) wrong.push(outer.name)
    })
    return wrong.map((name) => ({
      what: `has a ${name}() over a range that does not follow the zoom and the scrape interval`,
      mend: 'Write [$__rate_interval], or read a series that a rule records over a fixed window.',
    }))
  },
)
