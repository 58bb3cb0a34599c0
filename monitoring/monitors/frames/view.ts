import type { Service } from '../../../src/model/service.ts'
import type { HistoryPoint } from '../readings/history.ts'
import type { Reading } from '../readings/reading.ts'
import type { Line } from './line.ts'
import type { Ramp } from './sparkline.ts'

/** By which column the operations are sorted; `definition` is their order there. */
export const sortKeys = ['definition', 'rate', 'mean', 'p95', '4xx', '5xx'] as const

/** One of `sortKeys`. */
export type SortKey = (typeof sortKeys)[number]

/** What the person at the keys has chosen. */
export interface Choices {
  readonly paused: boolean
  readonly help: boolean
  readonly sort: SortKey
  /** How many operations are scrolled out at the top. */
  readonly scroll: number
}

/** Everything that a frame shows. */
export interface View {
  readonly title: string
  readonly service: Service
  /** Left out until the first one is there. */
  readonly reading?: Reading
  readonly history: readonly HistoryPoint[]
  /** Over how many seconds curves are drawn. */
  readonly spanSeconds: number
  /** After how many seconds without a point a curve has a gap. */
  readonly staleSeconds: number
  /** Seconds since 1970. */
  readonly now: number
  /** The time of day of `now`, for people. */
  readonly clock: string
  readonly columns: number
  /** Left out where a frame may be as long as it likes. */
  readonly rows?: number
  readonly ramp: Ramp
  readonly choices: Choices
  /** What the monitor itself has to say, such as what it records. */
  readonly status?: Line
}

/** The choices of someone who has touched no key. */
export const firstChoices: Choices = { paused: false, help: false, sort: 'definition', scroll: 0 }

/** A monitor's picture of a view. */
export type Frame = (view: View) => readonly Line[]
