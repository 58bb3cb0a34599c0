import { exitCode, Failure } from '../model/failure.ts'
import { endpointOf, exchange } from './http.ts'

/** Sends questions to Prometheus' API and gives its answers as JSON, whatever their status. Throws a Failure where there is none. */
export function prometheusAnswers(
  url: string,
  interrupted?: AbortSignal,
): (path: string, parameters: readonly (readonly [string, string])[]) => Promise<unknown> {
  const endpoint = endpointOf('Prometheus', url, { timeoutMs: 60_000, interrupted })
  return async (path, parameters) => {
    const query = new URLSearchParams(parameters.map(([name, value]): [string, string] => [name, value]))
    // Lists of label values are asked for by GET alone.
    const answer = path.startsWith('/api/v1/label/')
      ? await exchange(endpoint, `${path}?${query}`)
      : await exchange(endpoint, path, { method: 'POST', body: query })
    try {
      return JSON.parse(answer.body) as unknown
    } catch {
      throw new Failure(
        `What answers at ${endpoint.address} is no Prometheus (status ${answer.status}).`,
        'Check the address.',
        exitCode.unmeasured,
      )
    }
  }
}
