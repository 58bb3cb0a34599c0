import { loadCounters } from '../model/names.ts'

/** How far a run is, as k6 itself tells it. */
export interface LoadProgress {
  readonly virtualUsers: number
  readonly offered: number
  readonly completed: number
  readonly unexpected: number
  readonly iterations: number
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

/** Reads k6's answers to `/v1/metrics` and `/v1/status`. What is not there yet is 0. */
export function progressOf(metrics: unknown, status: unknown): LoadProgress {
  const data = (metrics as MetricsAnswer | undefined)?.data ?? []
  const sample = (id: string, field: string) =>
    data.find((metric) => metric.id === id)?.attributes?.sample?.[field] ?? 0
  return {
    // The metric of the same name is a second late.
    virtualUsers: (status as StatusAnswer | undefined)?.data?.attributes?.vus ?? 0,
    offered: sample(loadCounters.offered, 'count'),
    completed: sample('http_reqs', 'count'),
    unexpected: sample(loadCounters.unexpected, 'count'),
    iterations: sample('iterations', 'count'),
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
