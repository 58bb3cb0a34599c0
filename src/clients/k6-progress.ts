import { loadCounters } from '../model/names.ts'
import { type K6Summary, reader } from './k6-summary.ts'

/** How far a run is, as k6 itself tells it. */
export interface LoadProgress {
  readonly virtualUsers: number
  readonly offered: number
  readonly completed: number
  readonly unexpected: number
  /** Iterations that were due and not begun, and requests that a pace missed. */
  readonly dropped: number
  /** What k6 has counted so far, in the form of its summary at the end. */
  readonly summary: K6Summary
}

interface MetricsAnswer {
  readonly data?: readonly {
    readonly id: string
    readonly attributes?: { readonly sample?: Readonly<Record<string, number>> }
  }[]
}

async function jsonOf(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(900) })
  return response.ok ? response.json() : undefined
}

interface StatusAnswer {
  readonly data?: { readonly attributes?: { readonly vus?: number } }
}

/** The requests that a metric is about: those of its operation, or all. */
function requestsOf(id: string, samples: ReadonlyMap<string, Readonly<Record<string, number>>>): number {
  const name = /[{,]name:([^,}]+)/.exec(id)?.[1]
  return samples.get(name === undefined ? 'http_reqs' : `http_reqs{name:${name}}`)?.['count'] ?? 0
}

/** A running k6 does not tell of a trend how many values it has. */
function summaryOf(metrics: unknown): K6Summary {
  const data = (metrics as MetricsAnswer | undefined)?.data ?? []
  const samples = new Map(data.map(({ id, attributes }) => [id, attributes?.sample ?? {}]))
  const entries = [...samples].map(([id, sample]) => {
    if (id.startsWith('http_req_duration'))
      return [id, { values: { ...sample, count: requestsOf(id, samples) } }] as const
    return [id, { values: sample }] as const
  })
  return { metrics: Object.fromEntries(entries) }
}

/** Reads k6's answers to `/v1/metrics` and `/v1/status`. What is not there yet is 0. */
export function progressOf(metrics: unknown, status: unknown): LoadProgress {
  const summary = summaryOf(metrics)
  const { count } = reader(summary)
  return {
    // The metric of the same name is a second late.
    virtualUsers: (status as StatusAnswer | undefined)?.data?.attributes?.vus ?? 0,
    offered: count(loadCounters.offered),
    completed: count('http_reqs'),
    unexpected: count(loadCounters.unexpected),
    dropped: count('dropped_iterations') + count(loadCounters.missed),
    summary,
  }
}

/** Asks the REST API of a running k6; `undefined` where it does not answer in time. */
export async function askProgress(address: string): Promise<LoadProgress | undefined> {
  try {
    const paths = ['/v1/metrics', '/v1/status']
    const [metrics, status] = await Promise.all(paths.map((path) => jsonOf(`http://${address}${path}`)))
    return progressOf(metrics, status)
  } catch {
    return undefined
  }
}
