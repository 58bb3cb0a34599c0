import { fieldsOf, listOf, numberOf, textOf } from './json.ts'

/** One step: from this value on, this color. The first step begins at minus infinity. */
export interface ThresholdStep {
  readonly value: number
  readonly color: string
}

/** Steps in ascending order; percentages of the span from min to max where `isPercentage`. */
export interface Thresholds {
  readonly isPercentage: boolean
  readonly steps: readonly ThresholdStep[]
}

/** The thresholds of a field's JSON; green where there are none. */
export function readThresholds(value: unknown): Thresholds {
  const { mode, steps } = fieldsOf(value)
  const read = listOf(steps).map((step) => {
    const { value: from, color } = fieldsOf(step)
    return { value: numberOf(from) ?? Number.NEGATIVE_INFINITY, color: textOf(color, 'green') }
  })
  read.sort((one, other) => one.value - other.value)
  return {
    isPercentage: mode === 'percentage',
    steps: read.length === 0 ? [{ value: Number.NEGATIVE_INFINITY, color: 'green' }] : read,
  }
}

/** The name of the color of a value: that of the last step at or below it. */
export function thresholdColor({ steps }: Thresholds, value: number): string {
  return (steps.findLast((step) => value >= step.value) ?? steps[0])?.color ?? 'green'
}
