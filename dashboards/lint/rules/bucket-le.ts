import { queryRule } from '../rule.ts'
import { type Aggregation, type Syntax, visit } from '../syntax.ts'

/** `vmrange` is what VictoriaMetrics has for `le`. */
function loses({ by, without }: Aggregation): boolean {
  return without ? without.includes('le') : !(by ?? []).some((label) => label === 'le' || label === 'vmrange')
}

/** The first aggregation around buckets that mixes their boundaries, up to what turns them into a number. */
function mixing(around: readonly Syntax[]): Aggregation | undefined {
  for (const outer of around) {
    if (outer.kind === 'call' && outer.name.startsWith('histogram_')) return undefined
    if (outer.kind === 'aggregation' && loses(outer) && !/^(count|group|topk)$/.test(outer.operator)) return outer
  }
  return undefined
}

/** Buckets are cumulative: without `le` their sum counts a fast request once for every boundary. */
export const bucketLeRule = queryRule(
  'bucket-le',
  'An aggregation of histogram buckets keeps le, unless one bucket was chosen.',
  ({ syntax }) => {
    let found: Aggregation | undefined
    visit(syntax, (part, around) => {
      if (part.kind !== 'selection' || !part.metric.endsWith('_bucket')) return
      if (!part.matchers.some(({ label }) => label === 'le')) found ??= mixing(around)
    })
    return found
      ? [
          {
            what: `adds up buckets without le in its ${found.operator}`,
            mend: 'Write sum by (le, …) (rate(…_bucket[…])).',
          },
        ]
      : []
  },
)
