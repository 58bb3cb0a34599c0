import type { Measured } from '../../src/analysis/run.ts'
import type { Sample } from '../../src/analysis/sample.ts'
import type { HistoryPoint } from './readings/history.ts'
import type { Reading } from './readings/reading.ts'

/** Where readings come from. */
export interface Source {
  /** One reading; what cannot be read is unmeasured in it. Throws a Failure only where the source as a whole is gone. */
  read(): Promise<Reading>
  /** The curves of so many seconds before now, as far as they are known. */
  history(spanSeconds: number): Promise<readonly HistoryPoint[]>
  /** What the counters grew by over so many seconds before now. */
  total(seconds: number): Promise<Measured<readonly Sample[]>>
}
