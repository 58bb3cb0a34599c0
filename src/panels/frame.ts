/** One cell of a table or one point of a series. `null` is a gap. */
export type Cell = number | string | boolean | null

/** One column: of times (milliseconds since 1970), of numbers or of texts. */
export interface Field {
  readonly name: string
  readonly type: 'time' | 'number' | 'string'
  readonly labels: Readonly<Record<string, string>>
  readonly values: readonly Cell[]
  /** The legend that the query asked for; `undefined` leaves the name to the panel. */
  readonly legend?: string | undefined
  /** The expression of the query, which stands in where a series has neither name nor label. */
  readonly expression?: string
}

/** Buckets of a native histogram at one moment: `[lower, upper, count]`. */
export interface HistogramSample {
  readonly time: number
  readonly buckets: readonly (readonly [number, number, number])[]
}

/** One table: what one series, or one query in table form, gave. */
export interface Frame {
  readonly refId: string
  readonly fields: readonly Field[]
  /** Milliseconds between two points of a query over a range. */
  readonly step?: number
  /** Where the series is a native histogram, its buckets; its fields are then empty. */
  readonly histograms?: readonly HistogramSample[]
}

/** The number of rows of a frame. */
export function rowsOf(frame: Frame): number {
  return Math.max(0, ...frame.fields.map(({ values }) => values.length))
}

/** Points of a range query. Times in milliseconds, ascending. */
export interface ResultSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly (readonly [number, number])[]
  readonly histograms?: readonly HistogramSample[]
}

/** What Prometheus said besides the result. */
export interface QueryResult {
  readonly series: readonly ResultSeries[]
  readonly warnings: readonly string[]
}

/** The Prometheus that a dashboard asks. Times are milliseconds since 1970. Each method throws an Error with its words. */
export interface Prometheus {
  range(expression: string, range: { start: number; end: number; step: number }): Promise<QueryResult>
  instant(expression: string, time: number): Promise<QueryResult>
  labelValues(label: string, matcher: string | undefined, range: TimeSpan): Promise<readonly string[]>
  labelNames(matcher: string | undefined, range: TimeSpan): Promise<readonly string[]>
}

/** From and to, in milliseconds since 1970. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}
