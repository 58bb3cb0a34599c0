import { loadCounters } from '../model/names.ts'
import { type K6Summary, reader } from './k6-summary.ts'

/** What a run is at. */
export type LoadPhase = 'starting' | 'set-up' | 'load' | 'tear-down'

/** How far a run is, as k6 itself tells it. */
export interface LoadProgress {
  readonly phase: LoadPhase
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

const usualPatience = 900

async function jsonOf(url: string, patience = usualPatience): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(patience) })
  return response.ok ? response.json() : undefined
}

interface StatusAnswer {
  readonly data?: { readonly attributes?: { readonly vus?: number; readonly status?: number } }
}

// k6's own numbers: https://github.com/grafana/k6/blob/v1.8.1/lib/execution.go (ExecutionStatus).
const statuses = { setUp: 6, load: 7 } as const

function phaseOf(status: unknown): LoadPhase {
  const number = (status as StatusAnswer | undefined)?.data?.attributes?.status ?? 0
  if (number < statuses.setUp) return 'starting'
  if (number === statuses.setUp) return 'set-up'
  return number === statuses.load ? 'load' : 'tear-down'
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
    phase: phaseOf(status),
    // The metric of the same name is a second late.
    virtualUsers: (status as StatusAnswer | undefined)?.data?.attributes?.vus ?? 0,
    offered: count(loadCounters.offered),
    completed: count('http_reqs'),
    unexpected: count(loadCounters.unexpected),
    dropped: count('dropped_iterations') + count(loadCounters.missed),
    summary,
  }
}

/** What a running k6 is at; `undefined` where it does not answer in time. Costs it next to nothing. */
export async function askPhase(address: string): Promise<LoadPhase | undefined> {
  try {
    return phaseOf(await jsonOf(`http://${address}/v1/status`))
  } catch {
    return undefined
  }
}

/** Asks the REST API of a running k6; `undefined` where it does not answer in time, which is so many milliseconds. */
export async function askProgress(address: string, patience = usualPatience): Promise<LoadProgress | undefined> {
  try {
    const paths = ['/v1/metrics', '/v1/status']
    const [metrics, status] = await Promise.all(paths.map((path) => jsonOf(`http://${address}${path}`, patience)))
    return progressOf(metrics, status)
  } catch {
    return undefined
  }
}
