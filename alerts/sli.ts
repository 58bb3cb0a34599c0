import type { Expression } from '../src/model/promql.ts'
import type { InputSeries, Stretch } from './traffic.ts'

/**
 * How one SLO counts its events. Both counts are sums of the raw counters of each scraped target as they stand, with the
 * target's labels: such a sum grows and starts again from zero with its process, and a series that appears with the
 * first error of a process is an increase like any other. Where one of them has a series, the other has it too.
 */
export interface Sli {
  /** All events since each process started. */
  readonly total: Expression
  /** Bad events since each process started; `total` is the recorded total, which has other labels besides (`sameTarget`). */
  readonly errors: (total: Expression) => Expression
  /**
   * Where the events are those of a `whole` that another SLO of the service may record already: how many of them are bad,
   * where both are known; `whole` has other labels besides (`sameTarget`).
   */
  readonly within?: { readonly whole: Expression; readonly errors: (whole: Expression) => Expression }
  /** The raw series that a service with this traffic would expose, for promtool. */
  readonly series: (traffic: readonly Stretch[]) => readonly InputSeries[]
}
