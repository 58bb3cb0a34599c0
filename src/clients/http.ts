import { exitCode, Failure } from '../model/failure.ts'

/** A server that is spoken to: its address without credentials for people, and what goes with every request. */
export interface Endpoint {
  /** What the server is called in messages, such as `Prometheus`. */
  readonly title: string
  /** Without credentials, query and a `/` at the end. Safe to print. */
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  /** For the whole exchange, the body included. */
  readonly timeoutMs: number
  readonly interrupted?: AbortSignal | undefined
}

/** What a server answered: any status, and its body as text. */
export interface Answer {
  readonly status: number
  readonly body: string
}

const bodyLimit = 256 * 2 ** 20

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Reads a server's URL. Credentials become a header and show in no message. Throws a Failure where it is no HTTP URL. */
export function endpointOf(
  title: string,
  url: string,
  options: Pick<Endpoint, 'timeoutMs' | 'interrupted'> & {
    readonly fetch?: typeof fetch
    readonly headers?: Readonly<Record<string, string>>
  },
): Endpoint {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    // The text itself may hold a password, so it is not repeated.
    throw new Failure(
      `The address of ${title} is no HTTP URL.`,
      'Write it as http://host:port, with a path if it has one.',
    )
  }
  const { username, password } = parsed
  const credentials = `${decoded(username)}:${decoded(password)}`
  const basic = username === '' && password === '' ? undefined : Buffer.from(credentials).toString('base64')
  return {
    title,
    address: `${parsed.protocol}//${parsed.host}${parsed.pathname}`.replace(/\/+$/, ''),
    headers: { ...(basic === undefined ? {} : { authorization: `Basic ${basic}` }), ...options.headers },
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs,
    interrupted: options.interrupted,
  }
}

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection',
  UND_ERR_SOCKET: 'closed the connection',
  ENOTFOUND: 'has a host name that nobody knows',
  EAI_AGAIN: 'has a host name that could not be looked up',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
  HPE_INVALID_CONSTANT: 'does not speak HTTP',
}

function innermost(error: unknown): unknown {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof AggregateError ? cause.errors[0] : cause
}

function codeOf(inner: unknown): string {
  return typeof inner === 'object' && inner !== null && 'code' in inner ? String(inner.code) : ''
}

function failureOf(endpoint: Endpoint, error: unknown): Failure {
  const { title, address, timeoutMs, interrupted } = endpoint
  const to = `${title} at ${address}`
  if (error instanceof Failure) return error
  if (interrupted?.aborted)
    return new Failure(`${to} was not waited for.`, 'Start the command again.', exitCode.interrupted)
  if (error instanceof Error && error.name === 'TimeoutError') {
    const mend = `Look whether it is overloaded or the address is that of something else.`
    return new Failure(`${to} did not answer within ${timeoutMs / 1000} s.`, mend, exitCode.unmeasured)
  }
  const inner = innermost(error)
  const code = codeOf(inner)
  if (/CERT|TLS|SSL|SELF_SIGNED|ERR_OSSL|EPROTO/.test(code)) {
    const mend =
      'Add its authority with NODE_EXTRA_CA_CERTS (for the service under test: TEST_TLS_CA), or check whether the address is https at all.'
    return new Failure(`${to} offers no TLS certificate that is trusted here (${code}).`, mend, exitCode.unmeasured)
  }
  const what =
    unreachable[code] ??
    (code.startsWith('HPE_')
      ? 'does not speak HTTP'
      : `cannot be reached (${code || (inner instanceof Error ? inner.message : String(inner))})`)
  return new Failure(`${to} ${what}.`, 'Check that it runs and that the address is right.', exitCode.unmeasured)
}

async function limitedText(endpoint: Endpoint, response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > bodyLimit) {
      const mend = 'Check the address; if it is right, ask about a shorter time.'
      const message = `${endpoint.title} at ${endpoint.address} answered more than ${bodyLimit / 2 ** 20} MiB.`
      throw new Failure(message, mend, exitCode.unmeasured)
    }
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

/**
 * One exchange with a server, whatever its status. Throws a Failure that says what was wrong where there is no answer:
 * refused, unknown host, no answer in time, certificate.
 */
export async function exchange(endpoint: Endpoint, path: string, request: RequestInit = {}): Promise<Answer> {
  const timeout = AbortSignal.timeout(endpoint.timeoutMs)
  const signal = endpoint.interrupted === undefined ? timeout : AbortSignal.any([timeout, endpoint.interrupted])
  const headers = { ...endpoint.headers, ...(request.headers as Record<string, string> | undefined) }
  try {
    const response = await endpoint.fetch(`${endpoint.address}${path}`, { ...request, headers, signal })
    return { status: response.status, body: await limitedText(endpoint, response) }
  } catch (error) {
    throw failureOf(endpoint, error)
  }
}
