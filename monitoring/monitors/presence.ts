import { type Endpoint, endpointOf, exchange } from '../../src/clients/http.ts'
import { exitCode, Failure } from '../../src/model/failure.ts'
import type { Service } from '../../src/model/service.ts'
import type { Presence } from './readings/reading.ts'

/** Asks the service itself whether it is ready. Never throws but for an interruption. */
export type AskPresence = () => Promise<Presence & { readonly answered: boolean }>

/** How the service at this URL is asked. Throws a Failure (exit code 2) where the URL is none. */
export function presenceOf(
  service: Service,
  {
    url,
    timeoutMs,
    interrupted,
  }: { readonly url: string; readonly timeoutMs: number; readonly interrupted?: AbortSignal },
): AskPresence {
  const endpoint: Endpoint = endpointOf(`The ${service.title}`, url, { timeoutMs, interrupted })
  const path = service.endpoints.ready
  return async () => {
    try {
      const { status } = await exchange(endpoint, path)
      if (status >= 200 && status < 300) return { state: 'up', detail: `ready (${path})`, answered: true }
      const detail = `answered ${status} to ${path}`
      // 404 and the like: something answers, but it has no such page.
      return { state: status >= 500 ? 'down' : 'unknown', detail, answered: true }
    } catch (cause) {
      if (!(cause instanceof Failure) || cause.code === exitCode.interrupted) throw cause
      return { state: 'down', detail: cause.message, answered: false }
    }
  }
}
