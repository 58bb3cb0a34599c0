import { nearest } from '../model/nearest.ts'
import { parseExposition } from './exposition.ts'

/** What is known of a metric: its labels, or `any` where they cannot be told from outside. */
export interface KnownMetric {
  readonly labels: ReadonlySet<string> | 'any'
  /** Upper boundaries of its buckets, where it has some. */
  readonly boundaries?: ReadonlySet<number>
}

/** Every metric that a query may ask for. */
export type Vocabulary = ReadonlyMap<string, KnownMetric>

/** A metric that a query asks for, and the labels that it takes for granted. */
export interface AskedMetric {
  readonly metric: string
  readonly labels: readonly string[]
  readonly buckets: readonly string[]
  /** The panel or rule that asks. */
  readonly where: string
}

/** A name that nothing exposes. */
export interface ContractFault {
  readonly metric: string
  /** The label that the metric does not have; absent where there is no such metric at all. */
  readonly label?: string
  readonly what: string
  readonly mend: string
  /** Every place that asks for it. */
  readonly where: readonly string[]
}

/** Prometheus puts these on every series that it scrapes. */
const targetLabels = ['job', 'instance']

/** Names of the series of a declared metric that has no sample yet, such as a counter with labels before its first event. */
function declared(exposition: string): readonly string[] {
  return [...exposition.matchAll(/^# TYPE (\S+) (\w+)\s*$/gm)].flatMap(([, name = '', type]) => {
    if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`]
    if (type === 'summary') return [name, `${name}_sum`, `${name}_count`]
    return type === 'counter' && !name.endsWith('_total') ? [name, `${name}_total`] : [name]
  })
}

/**
 * What a `/metrics` page lets a query ask for. A metric that is declared without samples is known, its labels are not.
 * Throws a RangeError that names the line where the page is no exposition.
 */
export function vocabularyOf(exposition: string): Vocabulary {
  const labels = new Map<string, Set<string>>()
  const boundaries = new Map<string, Set<number>>()
  for (const { name, labels: own } of parseExposition(exposition)) {
    const known = labels.get(name) ?? new Set(targetLabels)
    labels.set(name, known)
    for (const label of Object.keys(own)) known.add(label)
    if (own['le'] !== undefined) boundaries.set(name, (boundaries.get(name) ?? new Set()).add(Number(own['le'])))
  }
  const sampled = [...labels].map(([name, own]): [string, KnownMetric] => {
    const bounds = boundaries.get(name)
    return [name, { labels: own, ...(bounds && { boundaries: bounds }) }]
  })
  const silent = declared(exposition).map((name): [string, KnownMetric] => [name, { labels: 'any' }])
  return new Map([...silent, ...sampled])
}

function missingLabels({ metric, labels, buckets }: AskedMetric, known: KnownMetric): Omit<ContractFault, 'where'>[] {
  const own = known.labels
  const unknown = own === 'any' ? [] : labels.filter((label) => !own.has(label))
  const wrong = buckets.filter((bucket) => known.boundaries && !known.boundaries.has(Number(bucket)))
  return [
    ...unknown.map((label) => {
      const near = own === 'any' ? undefined : nearest(label, [...own])
      return {
        metric,
        label,
        what: `${metric} has no label "${label}"`,
        mend: near ? `Did you mean "${near}"?` : `Its labels are ${own === 'any' ? '' : [...own].join(', ')}.`,
      }
    }),
    ...wrong.map((bucket) => ({
      metric,
      label: 'le',
      what: `${metric} has no bucket with the boundary ${bucket}`,
      mend: `Its boundaries are ${[...(known.boundaries ?? [])].join(', ')}.`,
    })),
  ]
}

function faultsOf(asked: AskedMetric, vocabulary: Vocabulary): Omit<ContractFault, 'where'>[] {
  const known = vocabulary.get(asked.metric)
  if (known) return missingLabels(asked, known)
  const near = nearest(asked.metric, [...vocabulary.keys()])
  const mend = near ? `Did you mean ${near}?` : 'Name a metric that is exposed, or declare the signal absent.'
  return [{ metric: asked.metric, what: `nothing exposes ${asked.metric}`, mend }]
}

/** Every metric, label and bucket that is asked for and does not exist, with the nearest that does. */
export function contractFaults(asked: readonly AskedMetric[], vocabulary: Vocabulary): readonly ContractFault[] {
  const faults = new Map<string, ContractFault>()
  for (const each of asked)
    for (const fault of faultsOf(each, vocabulary)) {
      const before = faults.get(fault.what)?.where ?? []
      faults.set(fault.what, { ...fault, where: before.includes(each.where) ? before : [...before, each.where] })
    }
  return [...faults.values()]
}
