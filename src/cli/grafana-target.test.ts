import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { grafanaOf } from './grafana-target.ts'

function contextWith(environment: Readonly<Record<string, string>>): Context {
  const stream = { write: () => undefined, isTerminal: false, columns: 80 }
  return { directory: '/', environment, stdout: stream, stderr: stream, interrupted: new AbortController().signal }
}

describe('which Grafana is spoken to', () => {
  it.each([
    ['its flag', 'http://flag:1', { GRAFANA_URL: 'http://url:2', GRAFANA_SERVER: 'http://server:3' }, 'http://flag:1'],
    ['GRAFANA_URL', undefined, { GRAFANA_URL: 'http://url:2/g/', GRAFANA_SERVER: 'http://server:3' }, 'http://url:2/g'],
    ['GRAFANA_SERVER', undefined, { GRAFANA_URL: '', GRAFANA_SERVER: 'http://server:3' }, 'http://server:3'],
    ['the local stack', undefined, {}, 'http://localhost:3000'],
  ])('that of %s', (_, url, environment, address) => {
    expect(grafanaOf(url, contextWith(environment)).address).toBe(address)
  })
})

describe('who is spoken for', () => {
  async function authorizationWith(environment: Readonly<Record<string, string>>): Promise<string | undefined> {
    let seen: string | undefined
    const server = createServer((request, response) => {
      seen = request.headers.authorization
      response.end('[]')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await grafanaOf(url, contextWith(environment)).tagged('x')
    server.closeAllConnections()
    server.close()
    return seen
  }
  const basic = `Basic ${Buffer.from('ann:pw').toString('base64')}`

  it('the token, also with the line break of the file that it was read from, before user and password', async () => {
    const user = { GRAFANA_USER: 'ann', GRAFANA_PASSWORD: 'pw' }
    expect(await authorizationWith({ GRAFANA_TOKEN: 'glsa_x\n', ...user })).toBe('Bearer glsa_x')
    expect(await authorizationWith({ GRAFANA_TOKEN: '', ...user })).toBe(basic)
    expect(await authorizationWith({})).toBeUndefined()
  })

  it('half of a user and a password is a mistake, and the half is not repeated', () => {
    for (const half of [{ GRAFANA_USER: 's3cret' }, { GRAFANA_PASSWORD: 's3cret' }])
      try {
        grafanaOf(undefined, contextWith(half))
        expect.unreachable()
      } catch (cause) {
        expect(cause).toBeInstanceOf(Failure)
        expect((cause as Failure).message + (cause as Failure).mend).not.toContain('s3cret')
      }
  })
})
