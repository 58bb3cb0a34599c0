import { load } from 'js-yaml'
import { parseValue } from '../analysis/exposition.ts'
import type { Sample, SampleSeries } from '../analysis/sample.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { parseDuration } from '../model/units.ts'
import { type Answer, type Endpoint, endpointOf, exchange } from './http.ts'

/** How Prometheus is reached. */
export interface PrometheusOptions {
  /** May hold credentials and a path prefix. */
  readonly url: string
  readonly fetch?: typeof fetch
  /** For each request; 10 seconds where left out. */
  readonly timeoutMs?: number
  readonly interrupted?: AbortSignal | undefined
}

/** An alert as Prometheus' rules raised it. */
export interface PrometheusAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly state: 'pending' | 'firing'
  /** Since when, in seconds since 1970. */
  readonly activeAt: number
}

/**
 * A Prometheus, or what speaks its API. Times are seconds since 1970. Every method throws a Failure (exit code 3) that
 * says what happened and what to do when Prometheus does not answer, or answers something else.
 */
export interface PrometheusClient {
  /** Its address without credentials. */
  readonly address: string
  /** Resolves when it is ready to be asked. */
  ready(): Promise<void>
  /** Its version; `undefined` where it tells none. */
  version(): Promise<string | undefined>
  /** An expression at one moment (now where left out): a vector, or a scalar as a sample without name. */
  query(expression: string, time?: number): Promise<Sample[]>
  /** A range selector such as `up[1m]` at one moment: the raw samples of each series. */
  samples(rangeSelector: string, time?: number): Promise<SampleSeries[]>
  /** An expression at every `step` seconds from `start` to `end`. */
  queryRange(expression: string, range: { start: number; end: number; step: number }): Promise<SampleSeries[]>
  /** The alerts that are pending or firing. */
  alerts(): Promise<PrometheusAlert[]>
  /** Seconds between two scrapes of the targets with this job; `undefined` where it has no such target. */
  scrapeInterval(job: string): Promise<number | undefined>
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

function field(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json | undefined })[key]
    : undefined
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

function notPrometheus(endpoint: Endpoint, answer: Answer): Failure {
  const message = `What answers at ${endpoint.address} is no Prometheus (status ${answer.status}).`
  return new Failure(message, 'Check the address: PROMETHEUS_URL, with its path if it has one.', exitCode.unmeasured)
}

function refused(endpoint: Endpoint, answer: Answer): Failure | undefined {
  const at = `Prometheus at ${endpoint.address}`
  if (answer.status === 401 || answer.status === 403) {
    const mend = 'Put its user and password into the address: http://user:password@host:port.'
    return new Failure(`${at} wants other credentials (status ${answer.status}).`, mend, exitCode.unmeasured)
  }
  if (answer.status === 503)
    return new Failure(`${at} is not ready.`, 'Wait until it has started.', exitCode.unmeasured)
  return undefined
}

function parsed(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}

/** The `data` of an answer of the API. */
async function dataOf(endpoint: Endpoint, path: string, request?: RequestInit): Promise<Json | undefined> {
  const answer = await exchange(endpoint, path, request)
  const content = parsed(answer.body)
  if (field(content, 'status') === 'success') return field(content, 'data')
  const error = field(content, 'error')
  if (typeof error === 'string') {
    const mend = 'Look into its log; it must be Prometheus 3.8 or later.'
    throw new Failure(`Prometheus at ${endpoint.address} refused a query: ${error}`, mend, exitCode.unmeasured)
  }
  throw refused(endpoint, answer) ?? notPrometheus(endpoint, answer)
}

function headOf(entry: Json): { name: string; labels: Record<string, string> } {
  const { __name__: name = '', ...labels } = (field(entry, 'metric') ?? {}) as Record<string, string>
  return { name, labels }
}

function pointOf(pair: Json | undefined): readonly [number, number] {
  const [time, value] = list(pair)
  return [Number(time), parseValue(String(value)) ?? Number.NaN]
}

function vectorOf(data: Json | undefined): Sample[] | undefined {
  const result = field(data, 'result')
  switch (field(data, 'resultType')) {
    case 'vector':
      return list(result).map((entry) => ({ ...headOf(entry), value: pointOf(field(entry, 'value'))[1] }))
    case 'scalar':
      return [{ name: '', labels: {}, value: pointOf(result)[1] }]
    default:
      return undefined
  }
}

function matrixOf(data: Json | undefined): SampleSeries[] | undefined {
  if (field(data, 'resultType') !== 'matrix') return undefined
  return list(field(data, 'result')).map((entry) => ({
    ...headOf(entry),
    points: list(field(entry, 'values')).map(pointOf),
  }))
}

function alertOf(entry: Json): PrometheusAlert {
  const texts = (key: string) => (field(entry, key) ?? {}) as Record<string, string>
  return {
    labels: texts('labels'),
    annotations: texts('annotations'),
    state: field(entry, 'state') === 'firing' ? 'firing' : 'pending',
    activeAt: Date.parse(String(field(entry, 'activeAt'))) / 1000,
  }
}

function secondsIn(duration: Json | undefined): number | undefined {
  const milliseconds = parseDuration(String(duration))
  return milliseconds === undefined ? undefined : milliseconds / 1000
}

async function asked<Result>(
  endpoint: Endpoint,
  path: string,
  parameters: Readonly<Record<string, string | number | undefined>>,
  read: (data: Json | undefined) => Result | undefined,
): Promise<Result> {
  // By POST, since a query with many operations outgrows what proxies take in a URL.
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) body.set(name, String(value))
  const result = read(await dataOf(endpoint, path, { method: 'POST', body }))
  if (result !== undefined) return result
  throw new Failure(
    `Prometheus at ${endpoint.address} answered a query with another kind of result.`,
    'Check that the address is that of Prometheus itself.',
    exitCode.unmeasured,
  )
}

/** A client of the Prometheus at this URL. Asks nothing yet; throws a Failure (exit code 2) where the URL is none. */
export function prometheusClient(options: PrometheusOptions): PrometheusClient {
  const { url, timeoutMs = 10_000, interrupted } = options
  const endpoint = endpointOf('Prometheus', url, {
    timeoutMs,
    interrupted,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  })
  const query = (expression: string, time?: number) =>
    asked(endpoint, '/api/v1/query', { query: expression, time }, vectorOf)
  return {
    address: endpoint.address,
    query,
    async ready() {
      // A backend without this path (a cluster behind a gateway) is ready when it answers a query.
      const answer = await exchange(endpoint, '/-/ready')
      const failure = refused(endpoint, answer)
      if (failure !== undefined) throw failure
      await query('vector(1)')
    },
    async version() {
      const version = field(await dataOf(endpoint, '/api/v1/status/buildinfo'), 'version')
      return typeof version === 'string' && version !== '' ? version : undefined
    },
    samples: (rangeSelector, time) => asked(endpoint, '/api/v1/query', { query: rangeSelector, time }, matrixOf),
    queryRange: (expression, { start, end, step }) =>
      asked(endpoint, '/api/v1/query_range', { query: expression, start, end, step }, matrixOf),
    alerts: async () => list(field(await dataOf(endpoint, '/api/v1/alerts'), 'alerts')).map(alertOf),
    async scrapeInterval(job) {
      const targets = list(field(await dataOf(endpoint, '/api/v1/targets?state=active'), 'activeTargets'))
      const target = targets.find((each) => field(field(each, 'labels'), 'job') === job)
      if (target !== undefined) return secondsIn(field(target, 'scrapeInterval'))
      // A Prometheus that has just started knows its configuration, and some seconds later its targets.
      const configuration = field(await dataOf(endpoint, '/api/v1/status/config'), 'yaml')
      const jobs = list(field(load(String(configuration)) as Json, 'scrape_configs'))
      return secondsIn(
        field(
          jobs.find((each) => field(each, 'job_name') === job),
          'scrape_interval',
        ),
      )
    },
  }
}
