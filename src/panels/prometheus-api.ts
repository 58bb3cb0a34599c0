import type { HistogramSample, Prometheus, QueryResult, ResultSeries, TimeSpan } from './frame.ts'
import { fieldsOf, listOf, textOf, textsOf } from './json.ts'

/** Sends a request to Prometheus' API and gives its whole JSON answer. Throws an Error where there is none. */
export type Send = (path: string, parameters: readonly (readonly [string, string])[]) => Promise<unknown>

function sampleOf(value: unknown): number {
  const text = String(value)
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)
}

function pointOf(pair: unknown): readonly [number, number] {
  const [time, value] = listOf(pair)
  return [Math.round(Number(time) * 1000), sampleOf(value)]
}

function histogramOf(pair: unknown): HistogramSample {
  const [time, histogram] = listOf(pair)
  const buckets = listOf(fieldsOf(histogram)['buckets']).map((bucket) => {
    const [, low, high, count] = listOf(bucket)
    return [sampleOf(low), sampleOf(high), sampleOf(count)] as const
  })
  return { time: Math.round(Number(time) * 1000), buckets }
}

function labelsOf(metric: unknown): Readonly<Record<string, string>> {
  const labels: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(fieldsOf(metric))) labels[name] = textOf(value)
  return labels
}

function seriesOf(entry: unknown): ResultSeries {
  const { metric, values, value, histograms, histogram } = fieldsOf(entry)
  const points = (value === undefined ? listOf(values) : [value]).map(pointOf)
  const native = (histogram === undefined ? listOf(histograms) : [histogram]).map(histogramOf)
  return { labels: labelsOf(metric), points, ...(native.length === 0 ? {} : { histograms: native }) }
}

function dataOf(answer: unknown): { readonly data: unknown; readonly warnings: readonly string[] } {
  const { status, error, data, warnings } = fieldsOf(answer)
  if (status === 'success') return { data, warnings: textsOf(warnings) }
  throw new Error(textOf(error, 'What answers is no Prometheus.'))
}

function resultOf(answer: unknown): QueryResult {
  const { data, warnings } = dataOf(answer)
  const { resultType, result } = fieldsOf(data)
  if (resultType === 'scalar' || resultType === 'string')
    return { series: [{ labels: {}, points: [pointOf(result)] }], warnings }
  return { series: listOf(result).map(seriesOf), warnings }
}

const seconds = (milliseconds: number): string => String(milliseconds / 1000)

function labelParameters(matcher: string | undefined, { from, to }: TimeSpan): (readonly [string, string])[] {
  const times = [['start', seconds(from)] as const, ['end', seconds(to)] as const]
  return matcher === undefined ? times : [['match[]', matcher], ...times]
}

/** Speaks Prometheus' API over whatever sends the requests. */
export function prometheusOver(send: Send): Prometheus {
  return {
    async range(expression, { start, end, step }) {
      const parameters = [
        ['query', expression],
        ['start', seconds(start)],
        ['end', seconds(end)],
        ['step', seconds(step)],
      ] as const
      return resultOf(await send('/api/v1/query_range', parameters))
    },
    async instant(expression, time) {
      return resultOf(
        await send('/api/v1/query', [
          ['query', expression],
          ['time', seconds(time)],
        ]),
      )
    },
    async labelValues(label, matcher, span) {
      return textsOf(
        dataOf(await send(`/api/v1/label/${encodeURIComponent(label)}/values`, labelParameters(matcher, span))).data,
      )
    },
    async labelNames(matcher, span) {
      return textsOf(dataOf(await send('/api/v1/labels', labelParameters(matcher, span))).data)
    },
  }
}
