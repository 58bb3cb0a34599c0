import { burnRateConditions } from '../src/model/burn-rate.ts'
import { type Duration, seconds } from '../src/model/units.ts'

/** The shortest window of any condition, and the one over which the error ratio of now is shown. */
export const shortestWindow: Duration = '5m'

/** The window over which the burn rate of now is shown. */
export const hourWindow: Duration = '1h'

function ascending(windows: Iterable<Duration>): readonly Duration[] {
  return [...new Set(windows)].sort((left, right) => seconds(left) - seconds(right))
}

function conditionsOf(sloWindows: readonly Duration[]) {
  return sloWindows.flatMap((window) => burnRateConditions(window))
}

/** The windows of the burn-rate conditions of these SLO windows, and what is shown of every SLO; ascending. */
export function alertWindows(sloWindows: readonly Duration[]): readonly Duration[] {
  return ascending([
    shortestWindow,
    hourWindow,
    ...conditionsOf(sloWindows).flatMap(({ long, short }) => [long, short]),
  ])
}

/**
 * The windows whose number of events is asked for: the long ones by their alerts, which want a few bad events, that of an
 * hour by the alert on missing data, those of the SLOs by their coverage; ascending.
 */
export function countedWindows(sloWindows: readonly Duration[]): readonly Duration[] {
  return ascending([hourWindow, ...conditionsOf(sloWindows).map(({ long }) => long), ...sloWindows])
}
