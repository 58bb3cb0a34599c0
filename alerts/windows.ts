import { burnRateConditions } from '../src/model/burn-rate.ts'
import { type Duration, seconds } from '../src/model/units.ts'

/** The newest window, whose increase is told from the counts themselves. Nothing raw is read over more than this. */
export const stepWindow: Duration = '5m'

/** The window over which the burn rate of now is shown. */
export const hourWindow: Duration = '1h'

/** How a longer window is made of adjoining shorter ones: the newest, and those that ended so long ago. */
export interface WindowSum {
  readonly window: Duration
  readonly part: Duration
  readonly offsets: readonly string[]
  /** Whether a part that is missing is replaced by one from a little earlier. */
  readonly patient: boolean
}

// Between the short windows of the conditions and an SLO's window of weeks: few parts each.
const between: readonly Duration[] = [stepWindow, '30m', hourWindow, '6h', '1d', '3d']

/** A number of seconds as Prometheus reads it, in the largest unit that fits. */
function whole(amount: number): string {
  const [size, unit] = (
    [
      [86_400, 'd'],
      [3600, 'h'],
      [60, 'm'],
    ] as const
  ).find(([each]) => amount % each === 0) ?? [1, 's']
  return `${amount / size}${unit}`
}

function ascending(windows: Iterable<Duration>): readonly Duration[] {
  return [...new Set(windows)].sort((left, right) => seconds(left) - seconds(right))
}

/** The windows of the burn-rate conditions of these SLO windows, and what is shown of every SLO; ascending. */
export function alertWindows(sloWindows: readonly Duration[]): readonly Duration[] {
  const conditions = sloWindows.flatMap((window) => burnRateConditions(window))
  return ascending([stepWindow, hourWindow, ...conditions.flatMap(({ long, short }) => [long, short])])
}

/** How to sum up every window that is needed, each from the longest shorter one that it is a multiple of; ascending. */
export function windowSums(sloWindows: readonly Duration[]): readonly WindowSum[] {
  const all = ascending([...between, ...alertWindows(sloWindows), ...sloWindows])
  return all.slice(1).map((window, index) => {
    const shorter = all.slice(0, index + 1).filter((each) => seconds(each) < seconds(window))
    const part = shorter.findLast((each) => seconds(window) % seconds(each) === 0) ?? stepWindow
    const parts = seconds(window) / seconds(part)
    return {
      window,
      part,
      offsets: Array.from({ length: parts - 1 }, (_, position) => whole((position + 1) * seconds(part))),
      patient: seconds(part) >= seconds(hourWindow),
    }
  })
}
