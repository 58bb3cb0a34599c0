import { exitCode, Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import { type Endpoint, endpointOf, exchange } from './http.ts'
import type { ServiceConnection } from './service-connection.ts'

/** How a service is reached. */
export interface ServiceOptions {
  /** May hold credentials and a path. */
  readonly url: string
  /** For each request; 5 seconds where left out. */
  readonly timeoutMs?: number
  readonly interrupted?: AbortSignal
  readonly connection?: ServiceConnection
}

/** The service under test, apart from the load. Its methods throw a Failure (exit code 3) that says what was wrong. */
export interface ServiceClient {
  /** Its address without credentials. */
  readonly address: string
  /** Resolves when the service says that it is ready. */
  ready(): Promise<void>
  /** The text of its metrics page. */
  metrics(): Promise<string>
}

async function text(endpoint: Endpoint, path: string, what: string): Promise<string> {
  const { status, body } = await exchange(endpoint, path)
  if (status >= 200 && status < 300) return body
  throw new Failure(
    `${endpoint.title} at ${endpoint.address} answered ${status} to ${path}, its ${what}.`,
    'Look into its log: it, or what it depends on, is not up.',
    exitCode.unmeasured,
  )
}

function noPage({ title, runtime }: Service): ConstructorParameters<typeof Failure> {
  const mend = 'If it does expose some, name its runtime and endpoints.metrics in its definition.'
  return [
    `the ${title} has no metrics page: ${runtime.unobserved ?? 'its definition names none.'}`,
    mend,
    exitCode.unmeasured,
  ]
}

/** A client of the service at this URL. Asks nothing yet; throws a Failure (exit code 2) where the URL is none. */
export function serviceClient(
  service: Service,
  { url, timeoutMs = 5_000, interrupted, connection }: ServiceOptions,
): ServiceClient {
  const endpoint = endpointOf(`the ${service.title}`, url, { timeoutMs, interrupted, ...connection })
  return {
    address: endpoint.address,
    ready: async () => void (await text(endpoint, service.endpoints.ready, 'readiness')),
    metrics: async () => {
      const { metrics } = service.endpoints
      if (metrics === undefined) throw new Failure(...noPage(service))
      return text(endpoint, metrics, 'metrics')
    },
  }
}
