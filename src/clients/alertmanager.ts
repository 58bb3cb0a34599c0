import { endpointOf, exchange } from './http.ts'

/** An alert as Alertmanager holds it. */
export interface HeldAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] }
}

/**
 * The alerts that an Alertmanager holds now and tells nobody of, because another alert says enough. Throws a Failure (exit
 * code 3) where it does not answer.
 */
export async function inhibitedAlerts(url: string, interrupted?: AbortSignal): Promise<readonly HeldAlert[]> {
  const endpoint = endpointOf('Alertmanager', url, { timeoutMs: 5_000, interrupted })
  const { body } = await exchange(endpoint, '/api/v2/alerts?active=false&silenced=false&inhibited=true')
  return (JSON.parse(body) as readonly HeldAlert[]).filter(({ status }) => status.inhibitedBy.length > 0)
}
