import { queryRule } from '../rule.ts'
import { type Syntax, visit } from '../syntax.ts'

const averaging = /^(avg|sum|stddev)$/

function isPercentile(part: Syntax): boolean {
  if (part.kind === 'call') return part.name === 'histogram_quantile'
  return part.kind === 'selection' && part.matchers.some(({ label }) => label === 'quantile')
}

function faultsOf(part: Syntax, around: readonly Syntax[]): readonly { what: string; mend: string }[] {
  if (!isPercentile(part)) return []
  const averaged = around.some(
    (outer) =>
      (outer.kind === 'aggregation' && averaging.test(outer.operator)) ||
      (outer.kind === 'call' && /^(avg|sum)_over_time$/.test(outer.name)),
  )
  const mean = averaged
    ? [
        {
          what: 'averages or adds percentiles, which is the percentile of nothing',
          mend: 'Add up the buckets, and take the percentile of the sum.',
        },
      ]
    : []
  if (part.kind !== 'call') return mean
  const [quantile, buckets] = part.parameters
  const impossible = quantile?.kind === 'number' && !(quantile.value >= 0 && quantile.value <= 1)
  const bare = buckets !== undefined && buckets.kind !== 'aggregation' && buckets.kind !== 'operation'
  return [
    ...mean,
    ...(impossible ? [{ what: 'asks for a quantile outside 0 to 1', mend: 'Write 0.95 for P95.' }] : []),
    ...(bare
      ? [
          {
            what: 'takes a percentile of each series by itself',
            mend: 'Write histogram_quantile(0.95, sum by (le) (rate(…[$__rate_interval]))).',
          },
        ]
      : []),
  ]
}

/** A percentile is taken last, of everything that it speaks of together. */
export const percentileRule = queryRule(
  'percentile',
  'A percentile is between 0 and 1, taken of summed-up buckets, and not averaged.',
  ({ syntax }) => {
    const found: { what: string; mend: string }[] = []
    visit(syntax, (part, around) => found.push(...faultsOf(part, around)))
    return found
  },
)
