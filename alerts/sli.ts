import type { Expression } from '../src/model/promql.ts'
import type { InputSeries, Stretch } from './traffic.ts'

/** How one SLO counts its events. Both rates are one single series without labels, or none. */
export interface Sli {
  /** Per-second rate of all events over the window, from the raw counters. */
  readonly total: (window: string) => Expression
  /** Per-second rate of bad events over the window; `total` is their recorded total, which says where zero is right. */
  readonly errors: (window: string, total: Expression) => Expression
  /** The raw series that a service with this traffic would expose, for promtool. */
  readonly series: (traffic: readonly Stretch[]) => readonly InputSeries[]
}
