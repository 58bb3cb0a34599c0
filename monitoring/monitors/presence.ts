import { type Endpoint, endpointOf, exchange } from '../../src/clients/http.ts'
import type { ServiceConnection } from '../../src/clients/service-connection.ts'
import { exitCode, Failure } from '../../src/model/failure.ts'
import type { Service } from '../../src/model/service.ts'
import type { Presence } from './readings/reading.ts'

/** What the service said, and whether that decides: a service that never answered may only be out of reach from here. */
export type AskedPresence = Presence & { readonly decides: boolean }

/** Asks the service itself whether it is ready. Never throws but for an interruption. */
export type AskPresence = () => Promise<AskedPresence>

/** How the service at this URL is asked. Throws a Failure (exit code 2) where the URL is none. */
export function presenceOf(
  service: Service,
  {
    url,
    timeoutMs,
    connection,
  }: { readonly url: string; readonly timeoutMs: number; readonly connection?: ServiceConnection },
): AskPresence {
  const endpoint: Endpoint = endpointOf(`The ${service.title}`, url, { timeoutMs, ...connection })
  const path = service.endpoints.ready
  let everAnswered = false
  return async () => {
    const begun = performance.now()
    try {
      const { status } = await exchange(endpoint, path)
      everAnswered = true
      if (status >= 200 && status < 300) return { state: 'up', detail: `ready (${path})`, decides: true }
      const detail = `The ${service.title} answered ${status} to ${path}.`
      // 404 and the like: something answers, but it has no such page.
      return status >= 500 ? { state: 'down', detail, decides: true } : { state: 'unknown', detail, decides: false }
    } catch (cause) {
      if (!(cause instanceof Failure) || cause.code === exitCode.interrupted) throw cause
      // What takes a connection and is silent is there, and hangs.
      const hangs = performance.now() - begun >= timeoutMs * 0.95
      return { state: 'down', detail: cause.message, decides: everAnswered || hangs }
    }
  }
}
