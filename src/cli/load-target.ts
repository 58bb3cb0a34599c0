import { type PrometheusClient, prometheusClient } from '../clients/prometheus.ts'
import { type RemoteWriteClient, remoteWriteClient } from '../clients/remote-write.ts'
import { remoteWriteSettings } from '../clients/remote-write-settings.ts'
import { type ServiceClient, serviceClient } from '../clients/service.ts'
import { type ServiceConnection, serviceConnection } from '../clients/service-connection.ts'
import { exitCode, Failure } from '../model/failure.ts'
import type { Fleet, Service } from '../model/service.ts'
import { isLoopback } from './scrub.ts'

/** Where a run goes: the environment before the definition before the default. Both may hold credentials. */
export interface Target {
  readonly serviceUrl: string
  readonly prometheusUrl: string
  /** Headers and TLS towards the service. */
  readonly connection: ServiceConnection
}

type Variables = Readonly<Record<string, string | undefined>>

const defaultPrometheus = 'http://localhost:9090'

/** The service that a scenario loads: the one that is named, or the only one, or the one that the scenario imports. */
export function serviceFor(fleet: Fleet, named: string | undefined, imported: readonly string[]): Service {
  const names = fleet.map(({ name }) => name).join(', ')
  const wanted = named === undefined ? imported : [named]
  const found = fleet.find(({ name }) => wanted.includes(name))
  if (found) return found
  const [only] = fleet
  if (named === undefined && fleet.length === 1 && only) return only
  throw new Failure(
    named === undefined ? 'nothing says which service of the fleet is meant' : `there is no service "${named}"`,
    `Name one with --service: ${names}.`,
  )
}

/** An address that a variable may have given. The text may hold a password, so it is not repeated. */
function requireUrl(variable: string, text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw new Failure(`${variable} is no HTTP URL`, 'Write it as http://localhost:8080, or leave it out.')
}

/** Where the service and Prometheus are. Throws a Failure for a service on another machine unless that is allowed. */
export function targetOf(service: Service, variables: Variables, allowed: boolean): Target {
  const serviceUrl = requireUrl(service.baseUrlVariable, variables[service.baseUrlVariable] || service.baseUrl)
  const prometheusUrl = requireUrl('PROMETHEUS_URL', variables['PROMETHEUS_URL'] || defaultPrometheus)
  const client = serviceClient(service, { url: serviceUrl })
  if (!allowed && !isLoopback(new URL(serviceUrl).hostname))
    throw new Failure(
      `${client.address} is not this machine`,
      'If that service may be loaded, say so with --allow-target.',
      exitCode.usage,
    )
  return { serviceUrl, prometheusUrl, connection: serviceConnection(variables) }
}

/** The two that a run cannot do without, each with short answers and stopped by Ctrl-C. */
export function clientsOf(
  service: Service,
  { serviceUrl, prometheusUrl, connection }: Target,
  interrupted?: AbortSignal,
  timeoutMs = 5_000,
): { readonly service: ServiceClient; readonly prometheus: PrometheusClient } {
  return {
    service: serviceClient(service, {
      url: serviceUrl,
      timeoutMs,
      connection,
      ...(interrupted ? { interrupted } : {}),
    }),
    prometheus: prometheusClient({ url: prometheusUrl, timeoutMs, interrupted }),
  }
}

async function checked(ask: () => Promise<void>, mend: string): Promise<void> {
  try {
    await ask()
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code === exitCode.interrupted) throw cause
    throw new Failure(cause.message, `${cause.mend} ${mend}`, cause.code)
  }
}

/** Checks before a run that service, Prometheus and its remote write are there. Throws a Failure (exit code 3) that says what to do. */
export async function checkTarget(
  service: Service,
  clients: {
    readonly service: ServiceClient
    readonly prometheus: PrometheusClient
    readonly remoteWrite: RemoteWriteClient
  },
): Promise<void> {
  await checked(
    () => clients.service.ready(),
    `\`npx sidelight stack up\` starts the reference service, where the repository holds it; ${service.baseUrlVariable} names another address.`,
  )
  await checked(() => clients.prometheus.ready(), '`npx sidelight stack up` starts one; PROMETHEUS_URL names another.')
  await clients.remoteWrite.probe()
}

/** Where k6 writes its metrics, for what is written beside it. Throws a Failure (exit code 2) for settings that make no sense. */
export function remoteWriteOf(
  variables: Variables,
  { prometheusUrl }: Pick<Target, 'prometheusUrl'>,
  interrupted?: AbortSignal,
): RemoteWriteClient {
  const settings = remoteWriteSettings(k6Environment(variables, prometheusUrl))
  return remoteWriteClient({ settings, interrupted })
}

/** k6's environment: its output to this Prometheus as native histograms. What the user set of K6_PROMETHEUS_RW_* stays. */
export function k6Environment(variables: Variables, prometheusUrl: string): Variables {
  const url = new URL(prometheusUrl)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const elsewhere = Boolean(variables['K6_PROMETHEUS_RW_SERVER_URL'])
  return {
    K6_PROMETHEUS_RW_SERVER_URL: `${url.href.replace(/\/+$/, '')}/api/v1/write`,
    // Credentials of one server are none of another's business.
    ...(username === '' || elsewhere ? {} : { K6_PROMETHEUS_RW_USERNAME: decodeURIComponent(username) }),
    ...(password === '' || elsewhere ? {} : { K6_PROMETHEUS_RW_PASSWORD: decodeURIComponent(password) }),
    K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
    K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
    K6_PROMETHEUS_RW_PUSH_INTERVAL: '5s',
    ...variables,
  }
}
