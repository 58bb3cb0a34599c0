import type { Service } from '../model/service.ts'
import { operationsOf } from '../model/signals.ts'
import type { Measured } from './run.ts'
import { type Sample, seriesKey } from './sample.ts'

/**
 * The counters of a reading that a verdict needs: the request metric of the definition's operations, and the counters of
 * the business. Readings of the API and of a `/metrics` page come to the same.
 */
export function judgedCounters(service: Service, samples: readonly Sample[]): Sample[] {
  const { metric } = service.runtime.requests
  const requests = new Set(['count', 'sum', 'bucket'].map((part) => `${metric}_${part}`))
  const business = new Set(businessCounters(service))
  return samples.filter((sample) =>
    requests.has(sample.name) ? operationOf(service, sample) !== undefined : business.has(sample.name),
  )
}

/** The names of the counters that tell business operations: successes, failures, and refusals where they are told apart. */
export function businessCounters({ business }: Service): readonly string[] {
  if (business === undefined) return []
  const { succeeded, failed, rejected } = business
  return [...Object.values(succeeded), failed, ...(rejected === undefined ? [] : [rejected])]
}

/**
 * What counters grew by between two readings, series by series: raw values, so that nothing is extrapolated. A series
 * that was not there before began at 0. Unmeasured where a series went backwards or vanished.
 */
export function increments(before: readonly Sample[], after: readonly Sample[]): Measured<readonly Sample[]> {
  const earlier = new Map(before.map((sample) => [seriesKey(sample), sample.value]))
  const grown: Sample[] = []
  for (const sample of after) {
    const key = seriesKey(sample)
    const value = sample.value - (earlier.get(key) ?? 0)
    earlier.delete(key)
    if (!Number.isFinite(value)) return { unmeasured: `The counter ${sample.name} is no number.` }
    if (value < 0) return { unmeasured: `The counter ${sample.name} began anew during the run.` }
    grown.push({ ...sample, value })
  }
  const [lost] = earlier.keys()
  if (lost !== undefined) return { unmeasured: `The series ${lost} vanished during the run.` }
  return grown
}

const indexes = new WeakMap<Service, ReadonlyMap<string, string>>()

/** `METHOD path` -> operation. Kept, since monitors ask for every sample of every second. */
function indexOf(service: Service): ReadonlyMap<string, string> {
  const known = indexes.get(service)
  if (known !== undefined) return known
  const index = new Map<string, string>()
  for (const [name, { method, uri }] of operationsOf(service))
    if (!index.has(`${method} ${uri}`)) index.set(`${method} ${uri}`, name)
  indexes.set(service, index)
  return index
}

/** The operation whose method and path a sample of the request metric carries. */
export function operationOf(service: Service, { labels }: Pick<Sample, 'labels'>): string | undefined {
  const { method, uri } = service.runtime.requests.labels
  return indexOf(service).get(`${labels[method]} ${labels[uri]}`)
}

/**
 * Requests that the service counted for each operation of its definition, and for all of them: the `_count` samples of
 * its request metric, over all statuses and instances. Health checks, scrapes and unknown paths are nobody's operation.
 */
export function sumOverOperations(
  service: Service,
  samples: readonly Sample[],
): { readonly total: number; readonly operations: Readonly<Record<string, number>> } {
  const operations: Record<string, number> = Object.fromEntries(operationsOf(service).map(([name]) => [name, 0]))
  let total = 0
  for (const sample of samples) {
    const name = sample.name === `${service.runtime.requests.metric}_count` ? operationOf(service, sample) : undefined
    if (name === undefined) continue
    operations[name] = (operations[name] ?? 0) + sample.value
    total += sample.value
  }
  return { total, operations }
}
