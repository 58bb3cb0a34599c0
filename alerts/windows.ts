import { burnRateWindows } from '../src/model/burn-rate.ts'
import { type Duration, seconds } from '../src/model/units.ts'

const longestRaw = seconds('1h')

/** The windows of all burn-rate conditions, ascending. */
const conditionWindows: readonly Duration[] = [
  ...new Set(burnRateWindows.flatMap(({ long, short }) => [long, short])),
].sort((left, right) => seconds(left) - seconds(right))

/** Windows that are read from the raw counters: a longer one would read hours of every series at each evaluation. */
export const rawWindows = conditionWindows.filter((window) => seconds(window) <= longestRaw)

/** Longer windows of the conditions, which are summed up from recorded rates. */
export const summedWindows = conditionWindows.filter((window) => seconds(window) > longestRaw)

/** The recorded stream that the longer windows sum up: the shortest, so that it lags least. */
export const streamWindow: Duration = rawWindows[0] ?? '5m'

/** The longest window that is read raw: it counts single errors exactly. */
export const countingWindow: Duration = rawWindows.at(-1) ?? '1h'
