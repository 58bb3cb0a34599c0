import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { exitCode, Failure } from '../model/failure.ts'
import { prometheusClient } from './prometheus.ts'
import { remoteWriteClient } from './remote-write.ts'
import { remoteWriteSettings } from './remote-write-settings.ts'
import { startPrometheus } from './testing/prometheus-server.ts'

const clientOf = (variables: Record<string, string>, timeoutMs = 5_000) =>
  remoteWriteClient({ settings: remoteWriteSettings(variables), timeoutMs })

async function refused(variables: Record<string, string>, timeoutMs?: number): Promise<Failure> {
  const failure = await clientOf(variables, timeoutMs)
    .probe()
    .catch((cause: unknown) => cause)
  if (!(failure instanceof Failure)) throw new Error(`no Failure but ${String(failure)}`)
  expect(failure.code).toBe(exitCode.unmeasured)
  return failure
}

describe('a real Prometheus', () => {
  test('takes what is written, and tells it again', async () => {
    const server = await startPrometheus({ binary: inject('tools').prometheus })
    try {
      const client = clientOf({ K6_PROMETHEUS_RW_SERVER_URL: `${server.url}/api/v1/write` })
      await client.probe()
      const at = Date.now()
      const labels = { testid: 'a-1', title: 'Änderung "x"', empty: '' }
      await client.write([
        { name: 'sidelight_one', labels, value: 0.999, at },
        { name: 'sidelight_two', labels: { b: '2', a: '1' }, value: -3, at },
      ])
      const prometheus = prometheusClient({ url: server.url })
      expect(await prometheus.query('sidelight_one')).toEqual([
        { name: 'sidelight_one', labels: { testid: 'a-1', title: 'Änderung "x"' }, value: 0.999 },
      ])
      const [series] = await prometheus.samples('sidelight_two[1m]')
      expect(series).toMatchObject({ labels: { a: '1', b: '2' }, points: [[at / 1000, -3]] })
    } finally {
      await server.stop()
    }
  })

  test('whose receiver is switched off is told from a wrong path', async () => {
    const server = await startPrometheus({ binary: inject('tools').prometheus, remoteWrite: false })
    try {
      const off = await refused({ K6_PROMETHEUS_RW_SERVER_URL: `${server.url}/api/v1/write` })
      expect(off).toMatchObject({ message: expect.stringContaining('switched off') })
      expect(off.mend).toContain('--web.enable-remote-write-receiver')
      const elsewhere = await refused({ K6_PROMETHEUS_RW_SERVER_URL: `${server.url}/api/v2/write` })
      expect(elsewhere.message).toContain('is no remote write receiver (status 404)')
    } finally {
      await server.stop()
    }
  })
})

describe('what is wrong is named', () => {
  let server: Server | undefined
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sidelight-tls-'))
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
      stdio: 'ignore',
    })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  afterEach(() => server?.close())

  async function serving(listener: RequestListener, tls?: ServerOptions): Promise<string> {
    const created = tls ? createTlsServer(tls, listener) : createServer(listener)
    server = created
    await new Promise<void>((resolve) => created.listen(0, '127.0.0.1', resolve))
    return `${tls ? 'https' : 'http'}://127.0.0.1:${(created.address() as AddressInfo).port}/api/v1/write`
  }
  const file = (name: string) => join(folder, name)
  const certificate = () => ({ key: readFileSync(file('key.pem')), cert: readFileSync(file('certificate.pem')) })
  const taking: RequestListener = (_, response) => response.writeHead(204).end()

  test('an address at which nothing listens, and a host that nobody knows', async () => {
    const nothing = await refused({ K6_PROMETHEUS_RW_SERVER_URL: 'http://user:s3cret@127.0.0.1:1/api/v1/write' })
    expect(nothing.message).toContain('http://127.0.0.1:1/api/v1/write refused the connection')
    expect(nothing.message + nothing.mend).not.toContain('s3cret')
    const unknown = await refused({ K6_PROMETHEUS_RW_SERVER_URL: 'http://nowhere.invalid/api/v1/write' })
    expect(unknown.message).toMatch(/host name that (nobody knows|could not be looked up)/)
  })

  test('no answer in time', async () => {
    const url = await serving(() => undefined)
    expect((await refused({ K6_PROMETHEUS_RW_SERVER_URL: url }, 100)).message).toContain('did not answer within 0.1 s')
  })

  test.each([401, 403])('credentials that are missing: status %i', async (status) => {
    const url = await serving((_, response) => response.writeHead(status).end())
    const failure = await refused({ K6_PROMETHEUS_RW_SERVER_URL: url })
    expect(failure.message).toContain(`wants other credentials (status ${status})`)
    expect(failure.mend).toContain('K6_PROMETHEUS_RW_BEARER_TOKEN')
  })

  test('a certificate that nobody vouches for, and what makes it trusted', async () => {
    const url = await serving(taking, certificate())
    const variables = { K6_PROMETHEUS_RW_SERVER_URL: url }
    const failure = await refused(variables)
    expect(failure.message).toMatch(/no TLS certificate that is trusted here \(.*SELF_SIGNED/)
    expect(failure.mend).toContain('K6_PROMETHEUS_RW_INSECURE_SKIP_TLS_VERIFY')
    await clientOf({ ...variables, K6_PROMETHEUS_RW_INSECURE_SKIP_TLS_VERIFY: 'true' }).probe()
    await clientOf({ ...variables, SSL_CERT_FILE: file('certificate.pem') }).probe()
  })

  test('TLS where there is none, and none where there is', async () => {
    const plain = await serving(taking)
    const failure = await refused({ K6_PROMETHEUS_RW_SERVER_URL: plain.replace('http:', 'https:') })
    expect(failure.message).toContain('speaks no TLS')
    // As a server written in Go, such as Prometheus, answers to a request without TLS.
    const url = await serving((_, response) =>
      response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n'),
    )
    expect((await refused({ K6_PROMETHEUS_RW_SERVER_URL: url })).mend).toContain('https://')
  })

  test('a server that wants a certificate of the client, and what satisfies it', async () => {
    const trusted = { ...certificate(), ca: [readFileSync(file('certificate.pem'))] }
    const url = await serving(taking, { ...trusted, requestCert: true, rejectUnauthorized: true })
    const variables = { K6_PROMETHEUS_RW_SERVER_URL: url, SSL_CERT_FILE: file('certificate.pem') }
    expect((await refused(variables)).mend).toContain('K6_PROMETHEUS_RW_CLIENT_CERTIFICATE')
    await clientOf({
      ...variables,
      K6_PROMETHEUS_RW_CLIENT_CERTIFICATE: file('certificate.pem'),
      K6_PROMETHEUS_RW_CLIENT_CERTIFICATE_KEY: file('key.pem'),
    }).probe()
  })

  test.each([
    ['user and password', { USERNAME: 'u', PASSWORD: 'p' }, { authorization: `Basic ${btoa('u:p')}` }],
    ['a token', { BEARER_TOKEN: 't', USERNAME: 'u' }, { authorization: 'Bearer t' }],
    ['headers', { 'HEADERS_X-Scope-OrgID': 'team' }, { 'x-scope-orgid': 'team' }],
    ['a list of headers', { HTTP_HEADERS: 'X-Scope-OrgID:team,X-B:c' }, { 'x-scope-orgid': 'team', 'x-b': 'c' }],
  ])('is spoken to as k6 speaks to it: %s', async (_title, settings, expected) => {
    let asked: IncomingMessage | undefined
    const url = await serving((request, response) => {
      asked = request
      response.writeHead(204).end()
    })
    const variables = Object.entries(settings).map(([name, value]) => [`K6_PROMETHEUS_RW_${name}`, value])
    await clientOf({ K6_PROMETHEUS_RW_SERVER_URL: url, ...Object.fromEntries(variables) }).probe()
    expect(asked?.headers).toMatchObject({ ...expected, 'content-encoding': 'snappy' })
  })

  test.each([401, 403])(
    'a receiver that wants signatures of AWS is there: status %i, and that is said',
    async (status) => {
      const asked: string[] = []
      const url = await serving((request, response) => {
        asked.push(request.method ?? '')
        response.writeHead(status).end()
      })
      const keys = { REGION: 'eu-west-1', ACCESS_KEY: 'AKIA', SECRET_KEY: 's3cret' }
      const signing = Object.fromEntries(
        Object.entries(keys).map(([name, value]) => [`K6_PROMETHEUS_RW_SIGV4_${name}`, value]),
      )
      const client = clientOf({ K6_PROMETHEUS_RW_SERVER_URL: url, ...signing })
      await client.probe()
      expect(client.reservation).toMatch(/answers\. k6 alone can sign .*SIGV4.* is not probed/)
      expect(client.reservation).not.toContain('s3cret')
      await client.write([{ name: 'sidelight_one', labels: {}, value: 1, at: Date.now() }])
      expect(asked).toEqual(['POST'])
      // What has nothing to do with signatures is found all the same.
      const nothing = await refused({ ...signing, K6_PROMETHEUS_RW_SERVER_URL: 'http://127.0.0.1:1/api/v1/write' })
      expect(nothing.message).toContain('refused the connection')
      expect(clientOf({ K6_PROMETHEUS_RW_SERVER_URL: url }).reservation).toBeUndefined()
    },
  )

  test('settings that make no sense are exit code 2, and no value is repeated', () => {
    for (const variables of [
      { K6_PROMETHEUS_RW_SERVER_URL: 'user:s3cret@host' },
      { K6_PROMETHEUS_RW_HTTP_HEADERS: 's3cret' },
      { SSL_CERT_FILE: '/nowhere/s3cret' },
    ]) {
      const told = () => remoteWriteSettings(variables)
      expect(told).toThrow(Failure)
      expect(told).not.toThrow('s3cret')
    }
  })
})
