import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { Failure } from '../model/failure.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** Where and how samples are written, as k6's own variables say it. */
export interface RemoteWriteSettings {
  /** Without credentials. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** k6 signs its requests for AWS; nobody else can write there in its name. */
  readonly signed: boolean
  readonly tls: {
    readonly rejectUnauthorized: boolean
    readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
    readonly ca?: string[]
    readonly cert?: string
    readonly key?: string
  }
}

const prefix = 'K6_PROMETHEUS_RW_'

function fileOf(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new Failure(`the file that ${variable} names cannot be read (${code})`, 'Name a file in PEM format.')
  }
}

/** `key:value,key:value`, as k6 reads it. */
function listedHeaders(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split(':'))
  if (pairs.some((pair) => pair.length !== 2))
    throw new Failure(`${prefix}HTTP_HEADERS is no list of headers`, 'Write it as name:value,name:value.')
  return Object.fromEntries(pairs)
}

function headersOf(variables: Variables): Record<string, string> {
  const given = Object.entries(variables).flatMap(([name, value]) =>
    name.startsWith(`${prefix}HEADERS_`) && value !== undefined
      ? [[name.slice(`${prefix}HEADERS_`.length), value] as const]
      : [],
  )
  const listed = variables[`${prefix}HTTP_HEADERS`]
  const token = variables[`${prefix}BEARER_TOKEN`]
  const own = [...given, ...Object.entries(listed ? listedHeaders(listed) : {})]
  const headers = Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), value]))
  if (token) headers['authorization'] = `Bearer ${token}`
  const user = variables[`${prefix}USERNAME`]
  // Any header of the user's makes k6 forget the user and the password, so that the probe must forget them, too.
  if (user === undefined || Object.keys(headers).length > 0) return headers
  const credentials = `${user}:${variables[`${prefix}PASSWORD`] ?? ''}`
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

function tlsOf(variables: Variables): RemoteWriteSettings['tls'] {
  const [certificate, key] = [variables[`${prefix}CLIENT_CERTIFICATE`], variables[`${prefix}CLIENT_CERTIFICATE_KEY`]]
  // k6 trusts what Go trusts, which this variable can add to.
  const authorities = variables['SSL_CERT_FILE']
  return {
    rejectUnauthorized: !/^(1|t|true)$/i.test(variables[`${prefix}INSECURE_SKIP_TLS_VERIFY`] ?? ''),
    minVersion: variables[`${prefix}TLS_MINIMUM_VERSION`] === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    ...(authorities ? { ca: [...rootCertificates, fileOf('SSL_CERT_FILE', authorities)] } : {}),
    ...(certificate && key
      ? {
          cert: fileOf(`${prefix}CLIENT_CERTIFICATE`, certificate),
          key: fileOf(`${prefix}CLIENT_CERTIFICATE_KEY`, key),
        }
      : {}),
  }
}

/**
 * k6's settings of its remote write, read as k6 reads them (k6 1.8, `internal/output/prometheusrw/remotewrite/config.go`).
 * Throws a Failure (exit code 2) that names the variable where one of them makes no sense; no value is repeated.
 */
export function remoteWriteSettings(variables: Variables): RemoteWriteSettings {
  const text = variables[`${prefix}SERVER_URL`] ?? 'http://localhost:9090/api/v1/write'
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Failure(
      `${prefix}SERVER_URL is no HTTP URL`,
      'Write it with its path, as http://localhost:9090/api/v1/write.',
    )
  const url = new URL(text)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const inUrl =
    username === ''
      ? {}
      : { [`${prefix}USERNAME`]: decodeURIComponent(username), [`${prefix}PASSWORD`]: decodeURIComponent(password) }
  return {
    url,
    headers: headersOf({ ...inUrl, ...variables }),
    signed: Boolean(variables[`${prefix}SIGV4_REGION`]?.trim()),
    tls: tlsOf(variables),
  }
}
