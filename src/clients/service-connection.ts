import { readFileSync } from 'node:fs'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import { exitCode, Failure } from '../model/failure.ts'
import { requestHeaders } from '../model/request-headers.ts'

/** What goes with every request to the service under test, from the environment. */
export interface ServiceConnection {
  readonly headers: Readonly<Record<string, string>>
  /** In place of Node's own where certificates are asked for. */
  readonly fetch?: typeof fetch
}

type Variables = Readonly<Record<string, string | undefined>>

const fileVariables = ['TEST_TLS_CERTIFICATE', 'TEST_TLS_KEY', 'TEST_TLS_CA'] as const

/** The variables that name files with absolute paths: k6 looks for a file from the folder of the script. */
export function withAbsoluteFiles(variables: Variables, directory: string): Variables {
  const absolute = fileVariables.flatMap((name) => {
    const path = variables[name]
    return path ? [[name, resolve(directory, path)] as const] : []
  })
  const files = Object.fromEntries(absolute)
  // k6 has no setting for it: this is how Go itself takes one (on macOS the keychain decides).
  const trusted = files['TEST_TLS_CA'] && !variables['SSL_CERT_FILE'] ? { SSL_CERT_FILE: files['TEST_TLS_CA'] } : {}
  return { ...variables, ...files, ...trusted }
}

function textOf(variable: string, path: string | undefined): string | undefined {
  if (!path) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Failure(`${variable} names a file that cannot be read`, 'Give the path of a PEM file.', exitCode.usage)
  }
}

const withoutBody = [101, 204, 205, 304]

/** `fetch` over TLS with these settings, as far as this product uses it. */
function fetchWith(tls: RequestOptions): typeof fetch {
  return (input, init) => {
    const url = String(input)
    if (!url.startsWith('https:')) return fetch(input, init)
    const { method = 'GET', headers, body, signal } = init ?? {}
    return new Promise((done, failed) => {
      const options = { ...tls, method, headers: headers as Record<string, string> }
      const asked = httpsRequest(url, signal ? { ...options, signal } : options, (answer) => {
        const { statusCode: status = 0 } = answer
        const content = withoutBody.includes(status) ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>)
        done(new Response(content, { status }))
      })
      asked.on('error', (error) => failed(signal?.aborted ? signal.reason : error))
      asked.end(typeof body === 'string' ? body : undefined)
    })
  }
}

/**
 * Headers, token, client certificate and trust towards the service under test. Throws a Failure (exit code 2) that names
 * the variable where one makes no sense; no message repeats a value.
 */
export function serviceConnection(variables: Variables): ServiceConnection {
  const { TEST_TLS_CERTIFICATE, TEST_TLS_KEY, TEST_TLS_CA, TEST_TLS_KEY_PASSWORD: passphrase } = variables
  let headers: ServiceConnection['headers']
  try {
    headers = requestHeaders(variables)
  } catch (cause) {
    throw new Failure((cause as Error).message, 'Mend the variable, or leave it out.', exitCode.usage)
  }
  const cert = textOf('TEST_TLS_CERTIFICATE', TEST_TLS_CERTIFICATE)
  const key = textOf('TEST_TLS_KEY', TEST_TLS_KEY)
  const authority = textOf('TEST_TLS_CA', TEST_TLS_CA)
  const insecure = variables['TEST_TLS_INSECURE'] === 'true'
  if (!cert && !key && !authority && !insecure) return { headers }
  return {
    headers,
    fetch: fetchWith({
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(passphrase ? { passphrase } : {}),
      ...(authority ? { ca: [...rootCertificates, authority] } : {}),
      rejectUnauthorized: !insecure,
    }),
  }
}
