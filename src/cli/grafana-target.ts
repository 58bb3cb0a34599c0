import { type GrafanaClient, type GrafanaCredentials, grafanaClient } from '../clients/grafana.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'

const defaultGrafana = 'http://localhost:3000'

function credentialsFrom(environment: Context['environment']): GrafanaCredentials | undefined {
  // What is read from a file often ends with a line break, which no header may hold.
  const token = environment['GRAFANA_TOKEN']?.trim()
  if (token) return { token }
  const { GRAFANA_USER: user, GRAFANA_PASSWORD: password } = environment
  if (!user && !password) return undefined
  if (user && password) return { user, password }
  throw new Failure(
    `${user ? 'GRAFANA_USER' : 'GRAFANA_PASSWORD'} is set, ${user ? 'GRAFANA_PASSWORD' : 'GRAFANA_USER'} is not`,
    'Set both, or GRAFANA_TOKEN to the token of a service account.',
  )
}

/**
 * The Grafana that a command speaks to: its flag before GRAFANA_URL before GRAFANA_SERVER before the local stack's.
 * Credentials in the address count before GRAFANA_TOKEN, and that before GRAFANA_USER and GRAFANA_PASSWORD.
 */
export function grafanaOf(
  url: string | undefined,
  { environment, interrupted }: Pick<Context, 'environment' | 'interrupted'>,
  timeoutMs?: number,
): GrafanaClient {
  return grafanaClient({
    url: url || environment['GRAFANA_URL'] || environment['GRAFANA_SERVER'] || defaultGrafana,
    credentials: credentialsFrom(environment),
    interrupted,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })
}
