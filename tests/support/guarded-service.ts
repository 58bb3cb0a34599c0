import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** The files of a client that a guarded service trusts, and of its authority. */
export interface ClientFiles {
  readonly certificate: string
  readonly key: string
  readonly authority: string
}

/** Makes an authority, a server and a client with an encrypted key below the folder, by openssl. */
export function issueCertificates(folder: string, keyPassword: string): ClientFiles {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe', cwd: folder })
  openssl(
    'req',
    '-x509',
    '-days',
    '1',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
    '-subj',
    '/CN=test',
  )
  for (const name of ['server', 'client']) {
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    openssl('req', '-new', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, ...subject)
    const authority = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-copy_extensions', 'copy']
    openssl('x509', '-req', '-days', '1', '-in', `${name}.csr`, '-out', `${name}.pem`, ...authority)
  }
  // k6 reads no other form of an encrypted key.
  const encrypted = ['-aes256', '-traditional', '-passout', `pass:${keyPassword}`, '-out', 'encrypted.key']
  openssl('rsa', '-in', 'client.key', ...encrypted)
  const path = (name: string) => join(folder, name)
  return { certificate: path('client.pem'), key: path('encrypted.key'), authority: path('authority.pem') }
}

/** A server before another one. */
export interface Guard {
  readonly url: string
  close(): void
}

/**
 * Puts TLS before a service and asks for a client certificate of the folder's authority. It is as careless as some are:
 * requests to a path that ends in `echoing` are refused with 400 and told the headers that they came with.
 */
export async function guard(target: string, folder: string, echoing: string): Promise<Guard> {
  const text = (name: string) => readFileSync(join(folder, name))
  const settings = { key: text('server.key'), cert: text('server.pem'), ca: text('authority.pem') }
  const server = createServer({ ...settings, requestCert: true, rejectUnauthorized: true }, (asked, response) => {
    const { method = 'GET', url = '/', headers } = asked
    if (url.endsWith(echoing)) {
      asked.resume()
      response.writeHead(400).end(JSON.stringify({ error: { code: 'VALIDATION', headers } }))
      return
    }
    const passed = request(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.once('error', () => response.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
