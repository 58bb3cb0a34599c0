import { cssColor, type Theme } from './color.ts'
import type { AnnotationQuery } from './dashboard.ts'
import type { QueryResult } from './frame.ts'
import { legendOf, prepareQuery, type QueryContext } from './query.ts'

/** A moment, or a stretch of time, that is marked in every plot. Milliseconds since 1970. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly title: string
  readonly text: string
  readonly tags: readonly string[]
  readonly color: string
  readonly source: string
}

/** What one annotation query of a dashboard gave, or why it failed. */
export interface Marks {
  readonly marks: readonly Mark[]
  readonly problems: readonly string[]
}

function marksOf(query: AnnotationQuery, { series }: QueryResult, step: number, theme: Theme): readonly Mark[] {
  return series.flatMap(({ labels, points }) => {
    const about = {
      title: legendOf(query.titleFormat, labels) ?? query.name,
      text: legendOf(query.textFormat, labels) ?? '',
      tags: query.tagKeys.flatMap((key) => labels[key.trim()] ?? []),
      color: cssColor(query.color, theme),
      source: query.name,
    }
    const marks: Mark[] = []
    for (const [time, value] of points) {
      if (value === 0 || Number.isNaN(value)) continue
      const last = marks.at(-1)
      // Points one after another are one stretch, as Grafana draws them.
      if (last !== undefined && time - last.to <= step) marks[marks.length - 1] = { ...last, to: time }
      else marks.push({ ...about, from: time, to: time })
    }
    return marks
  })
}

/** Asks the annotation queries of a dashboard. Never throws: what failed is said in words. */
export async function queryMarks(
  queries: readonly AnnotationQuery[],
  context: QueryContext,
  theme: Theme,
): Promise<Marks> {
  const problems: string[] = []
  const wanted = queries.filter(({ enabled, target }) => enabled && target.foreign === undefined)
  const answers = wanted.map(async (query) => {
    // One point a minute where the query says nothing else, and never more points than a wide screen has.
    const target = { ...query.target, interval: query.target.interval || '60s' }
    const prepared = prepareQuery(target, '', 2000, context.span, context)
    try {
      const result = await context.prometheus.range(prepared.expression, prepared.range)
      return marksOf(query, result, prepared.range.step, theme)
    } catch (problem) {
      problems.push(`${query.name}: ${problem instanceof Error ? problem.message : String(problem)}`)
      return []
    }
  })
  return { marks: (await Promise.all(answers)).flat().sort((one, other) => one.from - other.from), problems }
}
