import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { TimedSample } from '../analysis/sample.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { runMetrics } from '../model/names.ts'
import { remoteWriteBody } from './remote-write-message.ts'
import type { RemoteWriteSettings } from './remote-write-settings.ts'

/** A receiver of remote write. Its methods throw a Failure (exit code 3) that says what was wrong and what to do. */
export interface RemoteWriteClient {
  /** Its address without credentials. */
  readonly address: string
  /** What can be told of the receiver alone before k6 writes, where that is not all; left out where the probe tells all. */
  readonly reservation?: string
  /** Resolves where the receiver takes what k6 will write to it; nothing is written. */
  probe(): Promise<void>
  /** Writes samples, once and without a second try; nothing where only k6 may write. */
  write(samples: readonly TimedSample[]): Promise<void>
}

/** How a receiver is reached. */
export interface RemoteWriteOptions {
  readonly settings: RemoteWriteSettings
  /** For the whole exchange; 5 seconds where left out, as in k6. */
  readonly timeoutMs?: number
  readonly interrupted?: AbortSignal | undefined
}

interface Answer {
  readonly status: number
  readonly body: string
}

const variable = (name: string) => `K6_PROMETHEUS_RW_${name}`
const unmeasured = (message: string, mend: string) => new Failure(message, mend, exitCode.unmeasured)

// An error says enough in its first lines; a page of HTML says it never.
const bodyLimit = 4_096

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = ''
  response.setEncoding('utf8')
  for await (const chunk of response) if (body.length < bodyLimit) body += String(chunk)
  return body
}

function send({ settings, timeoutMs = 5_000, interrupted }: RemoteWriteOptions, body: Uint8Array): Promise<Answer> {
  const { url, headers, tls } = settings
  const timeout = AbortSignal.timeout(timeoutMs)
  const options = {
    method: 'POST',
    // A connection of its own: nothing stays open at the end of the command.
    agent: false as const,
    signal: interrupted ? AbortSignal.any([timeout, interrupted]) : timeout,
    headers: {
      ...headers,
      'content-length': body.length,
      'content-encoding': 'snappy',
      'content-type': 'application/x-protobuf',
      'x-prometheus-remote-write-version': '0.1.0',
    },
  }
  return new Promise((resolve, reject) => {
    const request: ClientRequest =
      url.protocol === 'https:' ? httpsRequest(url, { ...options, ...tls }) : httpRequest(url, options)
    request.once('error', reject)
    request.once('response', (response) => {
      bodyOf(response).then((text) => resolve({ status: response.statusCode ?? 0, body: text }), reject)
    })
    request.end(body)
  })
}

const signedByK6 = `k6 alone can sign for it (${variable('SIGV4_*')}): whether the signature is taken is not probed, and ${runMetrics.info} and the verdict are not written there.`

const wrongAddress: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'has a host name that nobody knows',
  EAI_AGAIN: 'has a host name that could not be looked up',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
  ECONNRESET: 'closed the connection',
}

function tlsFailure(to: string, code: string, message: string): Failure | undefined {
  // OpenSSL tells some of its reasons in words alone.
  if (/wrong.version.number|packet.length.too.long/i.test(message))
    return unmeasured(
      `${to} speaks no TLS (${code}).`,
      `Write http:// in ${variable('SERVER_URL')}, or give the TLS port.`,
    )
  if (/unsupported.protocol|protocol.version/i.test(message))
    return unmeasured(
      `${to} speaks no TLS as new as is asked for (${code}).`,
      `Set ${variable('TLS_MINIMUM_VERSION')}=1.2.`,
    )
  if (/CERTIFICATE_REQUIRED|ALERT|HANDSHAKE/.test(code))
    return unmeasured(
      `${to} wants a TLS certificate of the client (${code}).`,
      `Name its files by ${variable('CLIENT_CERTIFICATE')} and ${variable('CLIENT_CERTIFICATE_KEY')}.`,
    )
  if (!/CERT|TLS|SSL|SELF_SIGNED|ISSUER|SIGNATURE|EPROTO/.test(code)) return undefined
  return unmeasured(
    `${to} offers no TLS certificate that is trusted here (${code}).`,
    `Name its authority by SSL_CERT_FILE, or set ${variable('INSECURE_SKIP_TLS_VERIFY')}=true.`,
  )
}

function connectionFailure(
  to: string,
  error: unknown,
  { timeoutMs = 5_000, interrupted }: RemoteWriteOptions,
): Failure {
  if (interrupted?.aborted)
    return new Failure(`${to} was not waited for.`, 'Start the command again.', exitCode.interrupted)
  const inner = error instanceof AggregateError ? error.errors[0] : error
  const { code = '', name, message } = inner as NodeJS.ErrnoException
  if (name === 'TimeoutError' || name === 'AbortError')
    return unmeasured(
      `${to} did not answer within ${timeoutMs / 1000} s.`,
      'Look whether it is overloaded or something else.',
    )
  const what = wrongAddress[code]
  const mend = `Check ${variable('SERVER_URL')} or PROMETHEUS_URL, and that it runs.`
  if (what !== undefined) return unmeasured(`${to} ${what}.`, mend)
  return tlsFailure(to, code, message) ?? unmeasured(`${to} cannot be reached (${code || message}).`, mend)
}

function refusal(to: string, { status, body }: Answer): Failure | undefined {
  if (status >= 200 && status < 300) return undefined
  if (status === 401 || status === 403)
    return unmeasured(
      `${to} wants other credentials (status ${status}).`,
      `Set ${variable('USERNAME')} and ${variable('PASSWORD')}, or ${variable('BEARER_TOKEN')}; user and password may stand in PROMETHEUS_URL, too.`,
    )
  // Prometheus names its flag in the body, with 404; a path that nobody serves is 404 without it.
  if (/remote.write.receiver/i.test(body))
    return unmeasured(
      `${to} has its receiver switched off.`,
      'Start Prometheus with --web.enable-remote-write-receiver.',
    )
  if (/HTTP request to an HTTPS server|plain HTTP request was sent to HTTPS/i.test(body))
    return unmeasured(`${to} speaks TLS, and was asked without.`, `Write https:// in ${variable('SERVER_URL')}.`)
  if (status === 404 || status === 405 || (status >= 300 && status < 400))
    return unmeasured(
      `${to} is no remote write receiver (status ${status}).`,
      `Check the path of ${variable('SERVER_URL')}: /api/v1/write at Prometheus and VictoriaMetrics, /api/v1/push at Mimir.`,
    )
  if (status >= 500) return unmeasured(`${to} failed (status ${status}).`, 'Look into its log.')
  const said = body.replace(/\s+/g, ' ').trim().slice(0, 200)
  return unmeasured(
    `${to} refuses what is written (status ${status})${said === '' ? '' : `: ${said}`}.`,
    'See what it says.',
  )
}

/** A client of the receiver that k6 writes to, with k6's own authentication and TLS settings. */
export function remoteWriteClient(options: RemoteWriteOptions): RemoteWriteClient {
  const { url, signed } = options.settings
  const address = `${url.protocol}//${url.host}${url.pathname}`
  const to = `The remote write at ${address}`
  const exchange = async (samples: readonly TimedSample[]) => {
    const answer = await send(options, remoteWriteBody(samples)).catch((error: unknown) => {
      throw connectionFailure(to, error, options)
    })
    // Without a signature that is the answer of a receiver that is there and well.
    if (signed && (answer.status === 401 || answer.status === 403)) return
    const failure = refusal(to, answer)
    if (failure !== undefined) throw failure
  }
  return {
    address,
    ...(signed ? { reservation: `${to} answers. ${signedByK6}` } : {}),
    probe: () => exchange([]),
    write: async (samples) => {
      if (!signed) await exchange(samples)
    },
  }
}
