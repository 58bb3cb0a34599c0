import type { Latency } from '../analysis/load-counts.ts'
import { Failure } from '../model/failure.ts'
import { labels, loadMetrics } from '../model/names.ts'
import { at, call, type Expression, literal, operate, quantileOfNative, selector, sum } from '../model/promql.ts'
import type { PrometheusClient } from './prometheus.ts'

/** The client's latency in a part of a run: of all requests, and by operation. */
export interface PartLatencies {
  readonly total: Latency | undefined
  readonly operations: Readonly<Record<string, Latency>>
}

/** Seconds since 1970. */
interface Period {
  readonly from: number
  readonly to: number
}

const figures: Readonly<Record<keyof Latency, (grown: Expression) => Expression>> = {
  average: (grown) => operate(call('histogram_sum', grown), '/', call('histogram_count', grown)),
  p50: (grown) => quantileOfNative(0.5, grown),
  p90: (grown) => quantileOfNative(0.9, grown),
  p95: (grown) => quantileOfNative(0.95, grown),
  p99: (grown) => quantileOfNative(0.99, grown),
  max: (grown) => call('histogram_quantile', literal(1), grown),
}

/** What a histogram grew by: k6 counts from the beginning of the run, so that two moments tell what was between them. */
function grownIn(testid: string, { from, to }: Period, by: readonly string[]): Expression {
  const histograms = selector(loadMetrics.duration, { [labels.testid]: testid })
  return operate(sum(at(histograms, to), by), '-', sum(at(histograms, from), by))
}

async function told(
  prometheus: PrometheusClient,
  testid: string,
  period: Period,
  by: readonly string[],
): Promise<Record<string, Latency>> {
  const grown = grownIn(testid, period, by)
  const latencies: Record<string, Partial<Record<keyof Latency, number>>> = {}
  const names = Object.keys(figures) as (keyof Latency)[]
  const answers = await Promise.all(
    names.map(async (figure) => ({ figure, samples: await prometheus.query(figures[figure](grown).text, period.to) })),
  )
  for (const { figure, samples } of answers)
    for (const { labels: own, value } of samples)
      if (Number.isFinite(value)) {
        const name = own[labels.operation] ?? ''
        latencies[name] = { ...latencies[name], [figure]: value * 1000 }
      }
  const whole = Object.entries(latencies).filter(([, latency]) =>
    names.every((figure) => latency[figure] !== undefined),
  )
  return Object.fromEntries(whole) as Record<string, Latency>
}

/**
 * The latency that k6 saw in a part of a run, from the native histograms that it wrote to Prometheus every `push` seconds:
 * its own percentiles are of the whole run, and cannot be subtracted. Exact to the width of a bucket, which is 10%.
 * `undefined` where Prometheus cannot tell, or the part is too short.
 */
export async function clientLatencies(
  prometheus: PrometheusClient,
  testid: string,
  { from, to }: Period,
  push: number,
): Promise<PartLatencies | undefined> {
  // What was written within the first interval holds what was before the part, too.
  const period = { from: from + push, to }
  if (period.to - period.from < push) return undefined
  try {
    const [all, operations] = await Promise.all([
      told(prometheus, testid, period, []),
      told(prometheus, testid, period, [labels.operation]),
    ])
    return { total: all[''], operations }
  } catch (cause) {
    if (cause instanceof Failure) return undefined
    throw cause
  }
}
