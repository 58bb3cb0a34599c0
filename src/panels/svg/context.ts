import type { Mark } from '../annotations.ts'
import type { ZoneOffset } from '../calendar.ts'
import type { Inks } from './markup.ts'

/** What drawing into a box needs. */
export interface SvgContext {
  readonly inks: Inks
  readonly zone: ZoneOffset
  readonly marks: readonly Mark[]
  /** Makes ids that no other drawing on the page has. */
  id(): string
}
