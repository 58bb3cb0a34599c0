/** One sample of one series, wherever it was read. */
export interface Sample {
  /** Empty for the result of an expression that keeps no name. */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** May be NaN or infinite. */
  readonly value: number
}

/** A sample of a certain moment, to be written: `at` in milliseconds since 1970. */
export interface TimedSample extends Sample {
  readonly at: number
}

/** Several samples of one series: `[seconds since 1970, value]`, ascending in time. */
export interface SampleSeries {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly (readonly [number, number])[]
}

/** Identifies a series by its name and labels, in whatever order they stand. */
export function seriesKey({ name, labels }: Pick<Sample, 'name' | 'labels'>): string {
  const parts = Object.keys(labels)
    .sort()
    .map((label) => [label, labels[label]])
  return JSON.stringify([name, parts])
}
