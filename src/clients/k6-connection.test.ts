import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { exitCode } from '../model/failure.ts'
import { serviceClient } from './service.ts'
import { serviceConnection, withAbsoluteFiles } from './service-connection.ts'
import { runScenario } from './testing/scenario-run.ts'
import { startWalletServer } from './testing/wallet-server.ts'

const once = { options: ['--vus', '1', '--iterations', '1'] }

describe('headers from the environment', () => {
  test('go with every request, and the token as a bearer token', async () => {
    const server = await startWalletServer()
    const environment = { TEST_HEADERS: 'X-Tenant: blue\n  X-Trace :a:b ', TEST_TOKEN: 'sesame-1234' }
    const { outcome } = await runScenario('load-test-basic', server.url, { ...once, environment })
    await server.close()
    expect(outcome.code).not.toBe(107)
    expect(server.asked.length).toBeGreaterThan(5)
    for (const { headers } of server.asked)
      expect(headers).toMatchObject({ 'x-tenant': 'blue', 'x-trace': 'a:b', authorization: 'Bearer sesame-1234' })
  })

  test('that are none are refused by name, without their text', async () => {
    expect(() => serviceConnection({ TEST_HEADERS: 'sesame' })).toThrow(
      expect.objectContaining({ code: exitCode.usage, message: expect.stringMatching(/TEST_HEADERS(?!.*sesame)/) }),
    )
    const run = runScenario('load-test-basic', 'http://127.0.0.1:1', {
      ...once,
      environment: { TEST_HEADERS: 'sesame' },
    })
    await expect(run).rejects.toThrow(/TEST_HEADERS(?!.*sesame)/)
  })
})

describe('a service that wants a client certificate of an authority of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidelight-tls-'))
  const path = (name: string) => join(folder, name)
  const seen: { path: string; client: string }[] = []
  let server: Server
  let url: string

  /** A key and a certificate that the test's authority signed. */
  function issue(name: string): void {
    const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe', cwd: folder })
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`]
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    if (name === 'authority')
      openssl('req', '-x509', '-days', '1', ...key, '-out', 'authority.pem', '-subj', '/CN=test')
    else {
      openssl('req', '-new', ...key, ...subject, '-out', `${name}.csr`)
      const signed = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-copy_extensions', 'copy']
      openssl('x509', '-req', '-days', '1', '-in', `${name}.csr`, ...signed, '-out', `${name}.pem`)
    }
  }

  beforeAll(async () => {
    for (const name of ['authority', 'server', 'client']) issue(name)
    const text = (name: string) => readFileSync(path(name))
    const settings = { key: text('server.key'), cert: text('server.pem'), ca: text('authority.pem') }
    server = createServer({ ...settings, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate()
      seen.push({ path: request.url ?? '', client: String(subject.CN) })
      request.resume()
      response.writeHead(201, { location: '/api/v1/wallets/w' }).end('{}')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
    rmSync(folder, { recursive: true, force: true })
  })

  const certificate = { TEST_TLS_CERTIFICATE: 'client.pem', TEST_TLS_KEY: 'client.key' }
  const variablesOf = (more: Record<string, string>) =>
    withAbsoluteFiles({ ...certificate, ...more }, folder) as Record<string, string>
  const answered = async (environment: Record<string, string>) => {
    const before = seen.length
    await runScenario('load-test-basic', url, { ...once, environment })
    return seen.slice(before)
  }

  // On macOS Go asks the keychain, and no file.
  test.skipIf(process.platform === 'darwin')('is loaded with the certificate and the authority', async () => {
    const requests = await answered(variablesOf({ TEST_TLS_CA: 'authority.pem' }))
    expect(requests.length).toBeGreaterThan(1)
    expect(new Set(requests.map(({ client }) => client))).toEqual(new Set(['client']))
  })

  test('is not trusted without its authority, unless that is asked for', async () => {
    expect(await answered(variablesOf({}))).toEqual([])
    expect((await answered(variablesOf({ TEST_TLS_INSECURE: 'true' }))).length).toBeGreaterThan(1)
  })

  test('is asked for its health and metrics the same way', async () => {
    const client = (more: Record<string, string>) =>
      serviceClient(wallet, { url, connection: serviceConnection(variablesOf(more)) })
    await client({ TEST_TLS_CA: 'authority.pem' }).ready()
    expect(seen.at(-1)).toEqual({ path: wallet.endpoints.ready, client: 'client' })
    await expect(client({}).ready()).rejects.toThrow(/TLS certificate/)
  })

  test.each([
    [{ TEST_TLS_CERTIFICATE: 'x.pem' }, 'TEST_TLS_CERTIFICATE and TEST_TLS_KEY'],
    [{ TEST_TLS_INSECURE: 'yes' }, 'TEST_TLS_INSECURE'],
  ])('%o is refused by name', async (environment, name) => {
    await expect(runScenario('load-test-basic', url, { ...once, environment })).rejects.toThrow(name)
  })
})
