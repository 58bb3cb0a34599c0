// Six hours of a past day, known to the second: what a panel must show follows from nothing else.

/** When it began and ended, in milliseconds since 1970: six hours from midnight (UTC) of 5 January 2026. */
export const span = { from: 1_767_571_200_000, to: 1_767_571_200_000 + 6 * 3_600_000 }

/** Seconds between two scrapes. */
export const scrape = 15

const times = Array.from({ length: (6 * 3600) / scrape + 1 }, (_, at) => at * scrape)

/** Requests per second of each path. */
export const rates = { '/a': 10, '/b': 5 } as const

/** The temperature of the kitchen after so many seconds: a saw between 18 and 24 degrees, an hour long. */
export function temperature(seconds: number): number {
  return 18 + (6 * (seconds % 3600)) / 3600
}

const buckets: readonly (readonly [string, number])[] = [
  ['0.1', 6],
  ['0.5', 9],
  ['1', 10],
  ['+Inf', 10],
]

/** The samples of that time, a line of OpenMetrics each. */
export function samplesOfThePast(): readonly string[] {
  const lines = times.flatMap((seconds) => {
    const at = span.from / 1000 + seconds
    return [
      ...Object.entries(rates).map(([path, rate]) => `demo_requests_total{path="${path}"} ${rate * seconds} ${at}`),
      `demo_temperature{room="kitchen"} ${temperature(seconds)} ${at}`,
      `demo_up{instance="one"} 1 ${at}`,
      `demo_up{instance="two"} ${seconds >= 7200 && seconds < 10_800 ? 0 : 1} ${at}`,
      ...buckets.map(([le, rate]) => `demo_latency_seconds_bucket{le="${le}"} ${rate * seconds} ${at}`),
      ...(seconds >= 3600 && seconds <= 7200 ? [`demo_run{testid="run-1"} 1 ${at}`] : []),
    ]
  })
  const series = new Map<string, string[]>()
  for (const line of lines) {
    const name = line.slice(0, line.indexOf('}') + 1)
    series.set(name, [...(series.get(name) ?? []), line])
  }
  return [...series.values()].flat()
}
