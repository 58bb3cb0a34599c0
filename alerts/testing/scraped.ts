import type { Service } from '../../src/model/service.ts'

/** Requests in one minute. */
export interface Minute {
  readonly good: number
  readonly bad: number
}

/** One process of the service: a set of counters that begin at zero. Times are whole minutes. */
export interface Process {
  readonly instance: string
  /** Its first minute, after which it is scraped first. */
  readonly from: number
  /** The minute of its last scrape. */
  readonly to: number
  readonly traffic: (minute: number) => Minute
  /** Minutes in which it could not be scraped though it ran: from, to (exclusive). */
  readonly gaps?: readonly (readonly [number, number])[]
  /** Whether series of errors are there before the first error. */
  readonly zeroed?: boolean
}

interface Samples {
  readonly good: readonly (number | undefined)[]
  readonly bad: readonly (number | undefined)[]
}

function samplesOf(process: Process): Samples {
  const good: (number | undefined)[] = []
  const bad: (number | undefined)[] = []
  let sums = { good: 0, bad: 0 }
  for (let minute = process.from; minute <= process.to; minute += 1) {
    const now = process.traffic(minute)
    sums = { good: sums.good + now.good, bad: sums.bad + now.bad }
    const hidden = process.gaps?.some(([start, end]) => minute >= start && minute < end) ?? false
    good.push(hidden ? undefined : sums.good)
    bad.push(hidden || (sums.bad === 0 && !process.zeroed) ? undefined : sums.bad)
  }
  return { good, bad }
}

/** A sample a minute in promtool's notation, with stale markers where a scraper would set them. */
function notation(values: readonly (number | undefined)[]): string {
  const parts: string[] = []
  let present = false
  for (const value of values) {
    parts.push(value === undefined ? (present ? 'stale' : '_') : String(value))
    present = value !== undefined
  }
  return [...parts, 'stale'].join(' ')
}

/** The series of these processes as promtool takes them: answers to one operation. Processes of one name follow each other. */
export function scrapedSeries(service: Service, processes: readonly Process[]): readonly object[] {
  const [operation] = Object.values(service.operations)
  const timelines = new Map<string, (number | undefined)[]>()
  for (const process of processes) {
    const { good, bad } = samplesOf(process)
    for (const [status, values] of [['201', good] as const, ['503', bad] as const]) {
      if (values.every((value) => value === undefined)) continue
      const labels = `job="${service.job}",instance="${process.instance}",method="${operation?.method}",uri="${operation?.uri}",status="${status}"`
      const line = timelines.get(labels) ?? []
      for (const [index, value] of values.entries()) line[process.from + index] = value
      timelines.set(labels, line)
    }
  }
  return [...timelines].map(([labels, line]) => ({
    series: `${service.runtime.requests.metric}_count{${labels}}`,
    // `from` fills the holes before and between processes.
    values: notation(Array.from(line)),
  }))
}

function lastUntil(process: Process, values: readonly (number | undefined)[], minute: number): number {
  if (minute < process.from) return 0
  return (
    values.slice(0, Math.min(minute - process.from + 1, values.length)).findLast((value) => value !== undefined) ?? 0
  )
}

/** What a scraper that forgets nothing saw in the window that ends with this minute. */
export function truth(processes: readonly Process[], minute: number, window: number): Minute {
  const sums = { good: 0, bad: 0 }
  for (const process of processes) {
    const { good, bad } = samplesOf(process)
    sums.good += lastUntil(process, good, minute) - lastUntil(process, good, minute - window)
    sums.bad += lastUntil(process, bad, minute) - lastUntil(process, bad, minute - window)
  }
  return sums
}
