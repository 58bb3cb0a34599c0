import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bucketBoundaries } from '../../src/model/request-signals.ts'
import type { Service } from '../../src/model/service.ts'

/** Requests of one operation with one status. */
export interface ScriptedTraffic {
  readonly operation: string
  readonly status: string
  readonly perSecond: number
}

/** Everything that a scripted service says of itself: the truth that queries must find again. */
export interface Script {
  readonly service: Service
  readonly traffic: readonly ScriptedTraffic[]
  /** Share of the requests that took this many seconds. */
  readonly latencies: readonly { readonly seconds: number; readonly share: number }[]
  /** Metric with its labels -> value that stays. */
  readonly gauges: Readonly<Record<string, number>>
  /** Metric with its labels -> growth per second. */
  readonly counters: Readonly<Record<string, number>>
}

/** Counters have been running for this long: a query of raw counters is far from the truth. */
const age = 3600

function requestLines(script: Script, traffic: ScriptedTraffic, elapsed: number): string[] {
  const { requests } = script.service.runtime
  const { method, uri } = script.service.operations[traffic.operation] ?? { method: '', uri: '' }
  const { labels, metric } = requests
  const outcome = { '2': 'SUCCESS', '4': 'CLIENT_ERROR', '5': 'SERVER_ERROR' }[traffic.status.charAt(0)] ?? 'UNKNOWN'
  const common = `${labels.method}="${method}",${labels.uri}="${uri}",${labels.status}="${traffic.status}",outcome="${outcome}"`
  const count = traffic.perSecond * elapsed
  const mean = script.latencies.reduce((total, { seconds, share }) => total + seconds * share, 0)
  const below = (bound: number) =>
    script.latencies.reduce((total, { seconds, share }) => total + (seconds <= bound ? share : 0), 0)
  const buckets = bucketBoundaries(script.service).map(
    (bound) => `${metric}_bucket{${common},le="${bound}"} ${count * below(bound)}`,
  )
  return [
    ...buckets,
    ...(buckets.length > 0 ? [`${metric}_bucket{${common},le="+Inf"} ${count}`] : []),
    `${metric}_sum{${common}} ${count * mean}`,
    `${metric}_count{${common}} ${count}`,
    ...(requests.maximum
      ? [`${requests.maximum}{${common}} ${Math.max(...script.latencies.map(({ seconds }) => seconds))}`]
      : []),
  ]
}

/** What the service exposes so many seconds after its counters began: a line `metric{labels} value` for each series. */
export function exposition(script: Script, elapsed: number): readonly string[] {
  return [
    ...script.traffic.flatMap((traffic) => requestLines(script, traffic, elapsed)),
    ...Object.entries(script.gauges).map(([series, value]) => `${series} ${value}`),
    ...Object.entries(script.counters).map(([series, perSecond]) => `${series} ${perSecond * elapsed}`),
  ]
}

/** A running server of scripted services. */
export interface ScriptedServer {
  /** Host and port. */
  readonly address: string
  close(): Promise<void>
}

/**
 * Serves each script's exposition at `/<service>/metrics` with counters that grow as scripted, and answers 200 to anything
 * else after 20 ms: something for a load generator to talk to.
 */
export async function serveScripts(scripts: readonly Script[]): Promise<ScriptedServer> {
  const start = performance.now()
  const server = createServer((request, response) => {
    const script = scripts.find(({ service }) => request.url === `/${service.name}/metrics`)
    if (!script) return void setTimeout(() => response.end('{}'), 20)
    response.setHeader('Content-Type', 'text/plain; version=0.0.4')
    response.end(`${exposition(script, age + (performance.now() - start) / 1000).join('\n')}\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
