import { quantileOfValues } from './histogram.ts'
import type { Measured, ResourceLevel } from './run.ts'
import type { SampleSeries } from './sample.ts'

/** Mean, P95 and highest value of a resource from its samples over a run; values that are no number are left out. */
export function resourceLevel(series: readonly SampleSeries[], reason: string): Measured<ResourceLevel> {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite)
  const p95 = quantileOfValues(0.95, values)
  if (p95 === undefined) return { unmeasured: reason }
  const mean = values.reduce((total, value) => total + value, 0) / values.length
  const max = values.reduce((highest, value) => Math.max(highest, value), -Infinity)
  return { mean, p95, max, samples: values.length }
}
