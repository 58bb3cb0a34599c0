import { operationOf } from '../../../src/analysis/counters.ts'
import { parseExposition, parseValue } from '../../../src/analysis/exposition.ts'
import type { Measured } from '../../../src/analysis/run.ts'
import type { Sample } from '../../../src/analysis/sample.ts'
import type { Service } from '../../../src/model/service.ts'

/** The series of a page, in its order: the same list for pages of the same series, the same entry for the same series. */
export type PageSeries = readonly Pick<Sample, 'name' | 'labels'>[]

/** One reading of a page. */
export interface Page {
  readonly series: PageSeries
  readonly values: readonly number[]
}

interface Known {
  /** The line up to its value; empty where the line has more than that. */
  readonly head: string
  readonly series: Pick<Sample, 'name' | 'labels'>
}

function parsedLine(line: string): { known: Known; value: number } | undefined {
  const [sample] = parseExposition(line)
  if (sample === undefined) return undefined
  const head = line.slice(0, line.lastIndexOf(' '))
  // A time or an example after the value: such a line is read anew each time.
  const simple = !line.includes('#') && (head.endsWith('}') || !head.includes(' '))
  return {
    known: { head: simple ? head : '', series: { name: sample.name, labels: sample.labels } },
    value: sample.value,
  }
}

/**
 * Reads the pages of one service, one after another. A page has about the same lines every second: what stands before the
 * values is parsed once and then only compared, a tenth of the work. Throws a RangeError that names a line that is no metric.
 */
export function pageReader(): (text: string) => Page {
  let known: Known[] = []
  let byHead: ReadonlyMap<string, Known> = new Map()
  let series: PageSeries = []
  return (text) => {
    const found: Known[] = []
    const values: number[] = []
    let same = true
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf('\n', start)
      const end = newline < 0 ? text.length : newline
      const expected = known[found.length]
      const read = text.charAt(start) === '#' ? undefined : readLine(text, start, end, expected, byHead)
      start = end + 1
      if (read === undefined) continue
      same &&= read.known === expected
      found.push(read.known)
      values.push(read.value)
    }
    if (!same || found.length !== known.length) {
      known = found
      byHead = new Map(found.map((entry) => [entry.head, entry]))
      series = found.map((entry) => entry.series)
    }
    return { series, values }
  }
}

function valueAfter(head: string, text: string, start: number, end: number): number | undefined {
  if (head === '' || !text.startsWith(head, start) || text.charAt(start + head.length) !== ' ') return undefined
  return parseValue(text.slice(start + head.length + 1, end).trimEnd())
}

function readLine(
  text: string,
  start: number,
  end: number,
  expected: Known | undefined,
  byHead: ReadonlyMap<string, Known>,
): { readonly known: Known; readonly value: number } | undefined {
  const here = expected && valueAfter(expected.head, text, start, end)
  if (expected && here !== undefined) return { known: expected, value: here }
  // A series more or less moves all that follow.
  const moved = byHead.get(text.slice(start, text.lastIndexOf(' ', end - 1)))
  const there = moved && valueAfter(moved.head, text, start, end)
  if (moved && there !== undefined) return { known: moved, value: there }
  try {
    return parsedLine(text.slice(start, end).trim())
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    // Once more as a whole, for the number of the line.
    parseExposition(text)
    throw error
  }
}

/** The samples of a page. */
export function samplesOf({ series, values }: Page): Sample[] {
  return series.map((entry, index) => ({ ...entry, value: values[index] ?? Number.NaN }))
}

/** A part of a page: the series that are wanted. The same object for the same series, as in a page. */
export function pagePart(wanted: (series: Pick<Sample, 'name' | 'labels'>) => boolean): (page: Page) => Page {
  let whole: PageSeries | undefined
  let places: readonly number[] = []
  let series: PageSeries = []
  return (page) => {
    if (page.series !== whole) {
      whole = page.series
      places = page.series.flatMap((entry, index) => (wanted(entry) ? [index] : []))
      series = places.flatMap((place) => page.series[place] ?? [])
    }
    return { series, values: places.map((place) => page.values[place] ?? Number.NaN) }
  }
}

/** What counters grew by between two pages; a new one began at 0. Unmeasured where one went backwards or vanished. */
export function pageGrowth(before: Page, after: Page): Measured<readonly Sample[]> {
  const same = before.series === after.series
  const earlier = same ? undefined : new Map(before.series.map((entry, index) => [entry, before.values[index]]))
  const grown: Sample[] = []
  for (const [index, entry] of after.series.entries()) {
    const from = earlier === undefined ? before.values[index] : (earlier.get(entry) ?? 0)
    earlier?.delete(entry)
    const value = (after.values[index] ?? Number.NaN) - (from ?? Number.NaN)
    if (!(value >= 0)) return { unmeasured: `The counter ${entry.name} began anew.` }
    grown.push({ ...entry, value })
  }
  const [lost] = earlier?.keys() ?? []
  return lost === undefined ? grown : { unmeasured: `A series of ${lost.name} vanished.` }
}

/**
 * The growth without the buckets and sums of what nobody asked for: a service shows all its operations with all their
 * statuses from its start, and most of them stand still.
 */
export function moved(service: Service, grown: readonly Sample[]): readonly Sample[] {
  const { metric, labels } = service.runtime.requests
  const key = ({ labels: own }: Sample) => `${own[labels.method]} ${own[labels.uri]} ${own[labels.status]}`
  const asked = new Set(
    grown.flatMap((sample) => (sample.name === `${metric}_count` && sample.value > 0 ? [key(sample)] : [])),
  )
  return grown.filter(
    (sample) =>
      sample.name === `${metric}_count` || operationOf(service, sample) === undefined || asked.has(key(sample)),
  )
}
