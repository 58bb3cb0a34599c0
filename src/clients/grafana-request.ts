import { isObject, type Json, type JsonObject, objectOf, textOf } from '../analysis/json.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { type Endpoint, exchange } from './http.ts'

/** What Grafana answered: its status, and its body as JSON (`undefined` where it is none). */
export interface GrafanaAnswer {
  readonly status: number
  readonly body: Json
}

/** A request to Grafana: `what` says in an error what was asked for, such as `saving dashboard "x"`. */
export interface GrafanaRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: JsonObject
  readonly what: string
  /** Statuses that the caller understands; every other one that is no success is a Failure. */
  readonly expects?: readonly number[]
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

interface Advice {
  readonly problem: string
  readonly mend: string
}

const advice: Readonly<Record<number, Advice>> = {
  400: {
    problem: 'finds the request wrong',
    mend: 'The dashboard or its folder does not suit this Grafana: see what it says.',
  },
  401: {
    problem: 'does not accept the credentials',
    mend: 'Set GRAFANA_TOKEN to the token of a service account, or GRAFANA_USER and GRAFANA_PASSWORD.',
  },
  403: {
    problem: 'does not permit it',
    mend: 'The account needs the role Editor, and permission for the folder if it has permissions of its own.',
  },
  404: {
    problem: 'knows no such thing',
    mend: 'Check that the address is that of Grafana itself, with its path if it has one (GRAFANA_URL).',
  },
  409: { problem: 'has been changed meanwhile', mend: 'Run the command again: it looks at what is there now.' },
  412: { problem: 'has been changed meanwhile', mend: 'Run the command again: it looks at what is there now.' },
  413: { problem: 'takes no request of this size', mend: 'Raise the limit of the proxy in front of it.' },
  429: { problem: 'asks for fewer requests', mend: 'Wait a moment and run the command again.' },
}

function adviceFor(status: number): Advice {
  const known = advice[status]
  if (known) return known
  if (status >= 500) return { problem: 'failed', mend: 'Look into its log; run the command again when it is well.' }
  if (status >= 300 && status < 400)
    return {
      problem: 'sends on to another address',
      mend: 'Give the final address as GRAFANA_URL: credentials are not sent after a redirect.',
    }
  return { problem: 'gave no answer that is understood', mend: 'Check that the address is that of Grafana itself.' }
}

/** Whatever it is that Grafana says about an error, without line breaks and of bearable length. */
function messageOf(body: Json): string {
  const { message, error } = objectOf(body)
  return (textOf(message) || textOf(error)).replace(/\s+/g, ' ').trim().slice(0, 300)
}

/** The failure that an answer is: what was asked, the status, what Grafana says, and what to do. Exit code 3. */
export function grafanaFailure(endpoint: Endpoint, what: string, { status, body }: GrafanaAnswer): Failure {
  const { problem, mend } = adviceFor(status)
  const said = messageOf(body)
  const words = `Grafana at ${endpoint.address} ${problem} (${what}, status ${status})${said === '' ? '.' : `: ${said}`}`
  return new Failure(words, mend, exitCode.unmeasured)
}

/** Asks Grafana. Throws a Failure (exit code 3) where it cannot be reached or answers with a status that is not expected. */
export async function askGrafana(endpoint: Endpoint, request: GrafanaRequest): Promise<GrafanaAnswer> {
  const { method = 'GET', path, body, what, expects = [] } = request
  const answer = await exchange(endpoint, path, {
    method,
    // A redirected POST would come back as a GET, and a login page as a success.
    redirect: 'manual',
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const known = { status: answer.status, body: parsed(answer.body) }
  const isSuccess = answer.status >= 200 && answer.status < 300
  if (isSuccess && !isObject(known.body) && !Array.isArray(known.body)) {
    const message = `What answers at ${endpoint.address} is no Grafana (${what}, status ${answer.status}, no JSON).`
    throw new Failure(
      message,
      'Check GRAFANA_URL; a login page of a proxy in front of it looks like this, too.',
      exitCode.unmeasured,
    )
  }
  if (isSuccess || expects.includes(answer.status)) return known
  throw grafanaFailure(endpoint, what, known)
}
