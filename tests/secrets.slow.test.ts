import { mkdir, readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { repository } from './support/begun.ts'
import { type CommandBench, commandBench } from './support/command-bench.ts'
import { type ClientFiles, type Guard, guard, issueCertificates } from './support/guarded-service.ts'

type Variables = Readonly<Record<string, string>>

let bench: CommandBench
let service: Guard
let files: ClientFiles
let receiver: Server
beforeEach(async () => {
  bench = await commandBench(inject('tools').prometheus)
  const folder = join(bench.directory, 'planted-folder')
  await mkdir(folder)
  files = issueCertificates(folder, 'planted-key-password')
  service = await guard(bench.service.url, folder, '/deposit')
  // Takes no signature, and is as careless: it tells the headers that it got.
  receiver = createServer((asked, response) => {
    asked.resume()
    response.writeHead(403).end(JSON.stringify(asked.headers))
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
})
afterEach(async () => {
  service.close()
  receiver.closeAllConnections()
  receiver.close()
  await bench.remove()
})

const withUser = (url: string, name: string) => url.replace('://', `://planted-${name}-user:planted-${name}-password@`)

/** Towards the service, Prometheus and Grafana. */
const ofEveryRun = (): Variables => ({
  WALLET_SERVICE_URL: withUser(service.url, 'service'),
  TEST_HEADERS: 'X-Api-Key: planted-api-key\nX-Tenant: planted-tenant',
  TEST_TOKEN: 'planted-service-token',
  TEST_TLS_CERTIFICATE: files.certificate,
  TEST_TLS_KEY: files.key,
  TEST_TLS_KEY_PASSWORD: 'planted-key-password',
  TEST_TLS_CA: files.authority,
  // Go has its own mind about authorities, a different one on each system.
  TEST_TLS_INSECURE: 'true',
  PROMETHEUS_URL: withUser(bench.prometheus.url, 'prometheus'),
  GRAFANA_URL: withUser('http://127.0.0.1:1', 'grafana'),
  GRAFANA_TOKEN: 'planted-grafana-token',
})

/** k6's own, which exclude each other in part. */
const remoteWrites: Readonly<Record<string, () => Variables>> = {
  'headers and a token': () => ({
    K6_PROMETHEUS_RW_SERVER_URL: withUser(`${bench.prometheus.url}/api/v1/write`, 'receiver'),
    K6_PROMETHEUS_RW_BEARER_TOKEN: 'planted-receiver-token',
    'K6_PROMETHEUS_RW_HEADERS_X-Scope-OrgID': 'planted-scope',
    K6_PROMETHEUS_RW_HTTP_HEADERS: 'X-One:planted-first,X-Two:planted-second',
  }),
  'user, password and a certificate': () => ({
    K6_PROMETHEUS_RW_USERNAME: 'planted-receiver-user',
    K6_PROMETHEUS_RW_PASSWORD: 'planted-receiver-password',
    K6_PROMETHEUS_RW_CLIENT_CERTIFICATE: files.certificate,
    K6_PROMETHEUS_RW_CLIENT_CERTIFICATE_KEY: join(files.key, '../client.key'),
  }),
  'signatures of AWS': () => ({
    K6_PROMETHEUS_RW_SERVER_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/api/v1/write`,
    K6_PROMETHEUS_RW_SIGV4_REGION: 'eu-west-1',
    K6_PROMETHEUS_RW_SIGV4_ACCESS_KEY: 'planted-access-key',
    K6_PROMETHEUS_RW_SIGV4_SECRET_KEY: 'planted-secret-key',
  }),
}

/** Every file of every run. */
async function stored(): Promise<string> {
  const names = await readdir(bench.results, { recursive: true, withFileTypes: true })
  const kept = names.filter((entry) => entry.isFile())
  return (await Promise.all(kept.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')))).join('\n')
}

/** The secrets as they are, as they stand in a header, and the lines of the key files. */
async function secretsOf(variables: Variables): Promise<readonly string[]> {
  const planted =
    Object.values(variables)
      .join('\n')
      .match(/planted-(?!folder)[\w-]+/g) ?? []
  const pairs = ['service', 'prometheus', 'grafana', 'receiver'].map((name) =>
    Buffer.from(`planted-${name}-user:planted-${name}-password`).toString('base64'),
  )
  const keys = await Promise.all(
    ['encrypted.key', 'client.key'].map((name) => readFile(join(files.key, '..', name), 'utf8')),
  )
  return [...planted, ...pairs, ...keys.flatMap((key) => key.split('\n').filter((line) => line.length > 40))]
}

test.each(Object.entries(remoteWrites))(
  'no secret stands in a file or in what is printed: remote write with %s',
  async (kind, remoteWrite) => {
    const variables = { ...ofEveryRun(), ...remoteWrite() }
    const commands = [
      ['doctor'],
      ['setup-load-test'],
      ['load', 'load-test-basic', '--duration', '6s', '--junit', 'results/junit.xml'],
      ['results', 'show', '--json'],
      ['monitor', 'quick', '--source', 'metrics'],
    ]
    let printed = ''
    for (const words of commands) {
      const { stdout, stderr } = await bench.run(words, variables)
      printed += stdout + stderr
      if (words[0] === 'load') expect(stdout, stderr).toMatch(/^(HELD|BROKEN|UNMEASURED)/)
    }
    const kept = await stored()
    // What leaks most easily has happened: an answer that tells the headers that it was asked with, and a refused remote write.
    expect(printed).toMatch(/example of \w+: deposit, .*x-api-key":"\*\*\*/i)
    expect(kept).toMatch(/x-api-key.{0,5}\*\*\*/i)
    expect(printed.includes('k6 could not write its metrics')).toBe(kind === 'signatures of AWS')
    const secrets = await secretsOf(variables)
    expect(secrets.length).toBeGreaterThan(20)
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([])
    expect(secrets.filter((secret) => printed.includes(secret))).toEqual([])
    expect(kept).not.toContain(bench.directory)
  },
)

test('every variable that the documents list is planted, or is no secret', async () => {
  const harmless = /^(TEST_(VUS|DURATION|SEED|TLS_INSECURE))$/
  const planted = new Set(
    Object.keys({ ...ofEveryRun(), ...Object.assign({}, ...Object.values(remoteWrites).map((each) => each())) }),
  )
  const table =
    (await readFile(join(repository, 'k6/README.md'), 'utf8')).match(/\n\| variable .*\n(\|.*\n)+/)?.[0] ?? ''
  const listed = [...table.matchAll(/^\| ([^|]+)\|/gm)].flatMap(
    ([, cell = '']) => cell.match(/[A-Z][A-Z0-9_]+_[A-Z0-9_]+/g) ?? [],
  )
  expect(listed.length).toBeGreaterThan(10)
  const known = (name: string) =>
    [...planted].some((each) => each === name || (name.endsWith('_') && each.startsWith(name)))
  expect(listed.filter((name) => !harmless.test(name) && !known(name))).toEqual([])
})
