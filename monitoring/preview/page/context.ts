import type { Mark } from '../../../src/panels/annotations.ts'
import type { ZoneOffset } from '../../../src/panels/calendar.ts'
import type { Theme } from '../../../src/panels/color.ts'
import type { TimeSpan } from '../../../src/panels/frame.ts'

/** What every drawing on the page is given. */
export interface DrawContext {
  readonly theme: Theme
  readonly zone: ZoneOffset
  readonly marks: readonly Mark[]
  /** Whether all plots show the crosshair at the same time. */
  readonly sharesCrosshair: boolean
  /** Shows another time range. */
  zoom(span: TimeSpan): void
}

/** Something drawn into an element. */
export interface Drawing {
  readonly node: HTMLElement
  /** Fits it to its element's size. */
  resize?(): void
  /** Lets go of what the browser would keep. */
  remove?(): void
}
