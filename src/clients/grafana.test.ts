import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type JsonObject, objectOf } from '../analysis/json.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { grafanaClient } from './grafana.ts'
import { legacyStore } from './grafana-legacy.ts'
import { askGrafana } from './grafana-request.ts'
import { resourceStore } from './grafana-resources.ts'
import { type Endpoint, endpointOf } from './http.ts'
import { type Exchange, replayGrafana, type StandIn } from './testing/grafana-exchanges.ts'

const file = join(import.meta.dirname, '../../tests/fixtures/grafana/exchanges-12.4.json')
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Exchange[]
const secret = 'glsa_s3cret'

let standIn: StandIn | undefined
let server: Server | undefined
afterEach(async () => {
  await standIn?.close()
  server?.closeAllConnections()
  server?.close()
  standIn = undefined
  server = undefined
})

/** What a real Grafana 12.4 answered under these names, whoever asked and whatever the body was. */
async function grafanaOf(...names: readonly string[]): Promise<string> {
  const exchanges = names.map((name) => {
    const found = recorded.find((exchange) => exchange.name === name)
    if (found === undefined) throw new Error(`"${name}" was not recorded`)
    return found
  })
  server = createServer((request, response) => {
    const index = exchanges.findIndex(
      ({ request: { method, path } }) => method === request.method && path === request.url,
    )
    const [found] = index < 0 ? [] : exchanges.splice(index, 1)
    response
      .writeHead(found?.response.status ?? 599)
      .end(JSON.stringify(found?.response.body ?? { message: request.url }))
  })
  return await addressOf(server)
}

async function addressOf(started: Server): Promise<string> {
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

async function answering(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  return await addressOf(server)
}

function client(url: string, timeoutMs = 5_000) {
  return grafanaClient({ url, credentials: { token: secret }, timeoutMs, retry: { delaysMs: [1] } })
}

function endpoint(url: string): Endpoint {
  return endpointOf('Grafana', url, { timeoutMs: 5_000 })
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const cause = await promise.catch((error: unknown) => error)
  if (!(cause instanceof Failure)) throw new Error(`no Failure but ${JSON.stringify(cause)}`)
  expect(cause.message + cause.mend).not.toContain(secret)
  return cause
}

describe('what a real Grafana refuses is said with what to do', () => {
  it.each([
    ['unauthenticated', 401, /GRAFANA_TOKEN/],
    ['wrong password', 401, /GRAFANA_USER and GRAFANA_PASSWORD/],
    ['token that is not one', 401, /GRAFANA_TOKEN/],
    ['folder: create as viewer', 403, /role Editor/],
    ['dashboard: as viewer', 403, /role Editor/],
    ['dashboard: folder does not exist', 400, /see what it says/],
    ['dashboard: empty title', 400, /see what it says/],
    ['dashboard: uid of 41 characters', 400, /see what it says/],
    ['data source: missing', 404, /GRAFANA_URL/],
    ['data source: create again', 409, /again/],
    ['folder: create again', 412, /again/],
  ])('%s', async (name, status, mend) => {
    const url = await grafanaOf(name)
    const found = recorded.find((exchange) => exchange.name === name)
    const { method, path } = found?.request ?? { method: 'GET', path: '/' }
    const failure = await failureOf(askGrafana(endpoint(url), { method: method as 'GET', path, what: 'a test' }))
    expect(failure).toMatchObject({ code: exitCode.unmeasured, mend: expect.stringMatching(mend) })
    expect(failure.message).toContain(`status ${status}`)
    expect(failure.message).toContain(String(objectOf(found?.response.body)['message']))
  })
})

describe('folders', () => {
  it('one that an editor may not see since it is not there (403) is made', async () => {
    await client(await grafanaOf('folder: get missing', 'folder: create')).ensureFolder('wallet', 'Wallet Service')
  })

  it('one that somebody else made meanwhile (412) is there', async () => {
    await client(await grafanaOf('folder: get missing', 'folder: create again')).ensureFolder(
      'wallet',
      'Wallet Service',
    )
  })

  it('one that is there is left alone', async () => {
    await client(await grafanaOf('folder: get')).ensureFolder('wallet', 'Wallet Service')
  })
})

describe('dashboards', () => {
  const content: JsonObject = { title: 'K3' }
  const replaces = { uid: 'wallet-k', title: 'K', folder: 'wallet', version: 1, content, holder: undefined }

  it('a stale resourceVersion (409), an existing name (409) and a stale version (412) are conflicts', async () => {
    const url = await grafanaOf(
      'apis: update with a stale resourceVersion',
      'apis: create again',
      'dashboard: changed, right version',
    )
    const resources = resourceStore(endpoint(url), 'v1beta1', 'default')
    const save = { uid: 'wallet-k', folder: 'wallet', content, message: 'x' }
    const stale = { ...replaces, revision: { resourceVersion: '1795411058437000' } }
    expect(await resources.save({ ...save, replaces: stale })).toEqual({ kind: 'conflict' })
    expect(await resources.save(save)).toEqual({ kind: 'conflict' })
    const legacy = legacyStore(endpoint(url))
    expect(await legacy.save({ ...save, replaces: { ...replaces, revision: { version: 2 } } })).toEqual({
      kind: 'conflict',
    })
  })

  it('one that is not there is none, by either interface', async () => {
    const url = await grafanaOf('apis: missing', 'dashboard: get missing')
    expect(await resourceStore(endpoint(url), 'v1beta1', 'default').read('none')).toBeUndefined()
    expect(await legacyStore(endpoint(url)).read('wallet-x')).toBeUndefined()
  })

  it('one that is there says its folder, its version and who holds it', async () => {
    const url = await grafanaOf('apis: get', 'apis: same through the old API')
    expect(await resourceStore(endpoint(url), 'v1beta1', 'default').read('wallet-x')).toMatchObject({
      title: 'X',
      folder: 'wallet',
      version: 2,
      holder: undefined,
    })
    expect(await legacyStore(endpoint(url)).read('wallet-k')).toMatchObject({
      title: 'K2',
      folder: 'wallet',
      version: 2,
    })
  })

  it('removing one that is gone is no error', async () => {
    const url = await grafanaOf('dashboard: delete again')
    await legacyStore(endpoint(url)).remove({ ...replaces, uid: 'wallet-x', revision: {} })
  })

  it('keeps labels and annotations of others when it saves', async () => {
    const live = { ...replaces, revision: { resourceVersion: '7', annotations: { team: 'a' }, labels: { tier: '1' } } }
    standIn = await replayGrafana([], {})
    const { message } = await failureOf(
      resourceStore(endpoint(standIn.url), 'v1beta1', 'default').save({
        uid: 'wallet-k',
        folder: 'f',
        content,
        message: 'm',
        replaces: live,
      }),
    )
    expect(message).toMatch(/"annotations":\{"grafana.app\/folder":"f","grafana.app\/message":"m","team":"a"\}/)
  })
})

describe('what is wrong on the way to Grafana', () => {
  const login = '<!doctype html><title>Log in</title>'

  it.each([
    ['an error of the server', 500, '{"message":"database is locked"}', /failed.*database is locked/],
    ['an error page of a proxy', 502, '<h1>Bad gateway</h1>', /failed.*502/],
    ['a proxy that takes no large bodies', 413, '<h1>Too large</h1>', /no request of this size/],
    ['a login page that comes as a success', 200, login, /is no Grafana/],
    ['an address that sends on', 301, login, /sends on to another address/],
  ])('%s', async (_, status, body, message) => {
    const url = await answering((__, response) => void response.writeHead(status, { location: '/elsewhere' }).end(body))
    const failure = await failureOf(client(url).tagged('sidelight'))
    expect(failure).toMatchObject({ code: exitCode.unmeasured, message: expect.stringMatching(message) })
    expect(failure.mend).not.toBe('')
  })

  it('a server that hangs is waited for only so long', async () => {
    const failure = await failureOf(client(await answering(() => undefined), 200).tagged('sidelight'))
    expect(failure.message).toMatch(/did not answer within 0.2 s/)
  })

  it('nobody there, and no HTTP at all', async () => {
    expect((await failureOf(client('http://127.0.0.1:1').tagged('x'))).message).toMatch(
      /refused the connection|cannot be reached/,
    )
    expect(() => client('grafana.example')).toThrow('no HTTP URL')
  })

  it('https where there is none', async () => {
    const url = await answering((_, response) => void response.end('{}'))
    expect((await failureOf(client(url.replace('http:', 'https:')).tagged('x'))).message).toMatch(/TLS/)
  })
})

describe('who is spoken for', () => {
  async function authorizationFor(
    options: Partial<Parameters<typeof grafanaClient>[0]>,
    credentials = '',
  ): Promise<string> {
    let seen = ''
    const url = await answering((request, response) => {
      seen = request.headers.authorization ?? 'nobody'
      response.end('[]')
    })
    await grafanaClient({ ...options, url: url.replace('//', `//${credentials}`) }).tagged('x')
    server?.close()
    return seen
  }
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

  it('a token, a user with a password, credentials of the address before both, or nobody', async () => {
    expect(await authorizationFor({ credentials: { token: 't' } })).toBe('Bearer t')
    expect(await authorizationFor({ credentials: { user: 'ann', password: 'pä:ss' } })).toBe(basic('ann:pä:ss'))
    expect(await authorizationFor({ credentials: { token: 't' } }, 'ann:p%40ss@')).toBe(basic('ann:p@ss'))
    expect(await authorizationFor({})).toBe('nobody')
  })
})

describe('the interface that is chosen', () => {
  const interfaceOf = async (versions: readonly string[] | undefined, namespace: string | undefined) => {
    const url = await answering((request, response) => {
      const isGroup = request.url === '/apis/dashboard.grafana.app'
      const body = isGroup ? { versions: versions?.map((version) => ({ version })) } : { namespace }
      response.writeHead(isGroup && versions === undefined ? 404 : 200).end(JSON.stringify(body))
    })
    return (await client(url).dashboards()).interfaceName
  }

  it('is the newest that both sides know', async () => {
    expect(await interfaceOf(['v0alpha1', 'v1', 'v1beta1', 'v2'], 'default')).toBe('dashboard.grafana.app/v1')
    expect(await interfaceOf(['v1beta1', 'v0alpha1', 'v2beta1'], 'org-2')).toBe('dashboard.grafana.app/v1beta1')
  })

  it('is the old one where there is no other, only an early one, or no namespace', async () => {
    expect(await interfaceOf(undefined, 'default')).toBe('/api/dashboards')
    expect(await interfaceOf(['v0alpha1'], 'default')).toBe('/api/dashboards')
    expect(await interfaceOf(['v1beta1'], undefined)).toBe('/api/dashboards')
  })
})
