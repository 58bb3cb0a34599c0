import { anything, assert, asyncProperty, json, oneof, string } from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { WalletService } from './service.ts'
import { balanceText, call, createWallet, move, startService } from './testing/client.ts'
import { startDatabase, type TestDatabase } from './testing/database.ts'
import { exchange, upload } from './testing/raw.ts'

let database: TestDatabase
let service: WalletService
let base: string
let id: string

beforeAll(async () => {
  database = await startDatabase(inject('cacheDirectory'))
  service = await startService(database.url)
  await service.prepared
  base = service.url
  id = await createWallet(base, 'someone', 100)
})

afterAll(async () => {
  await service?.stop()
  await database?.stop()
})

function expectError(reply: { status: number; json: Readonly<Record<string, unknown>> }, status: number, code: string) {
  expect([reply.status, reply.json['error']]).toEqual([status, code])
  expect(Object.keys(reply.json)).toEqual(['error', 'message'])
  expect(reply.json['message']).toMatch(/\S/)
}

describe('a field that is not as the contract asks', () => {
  test.each([
    ['amount', 0],
    ['amount', -1],
    ['amount', 0.001],
    ['amount', 10.005],
    ['amount', 1_000_000.01],
    ['amount', '10'],
    ['amount', null],
    ['amount', true],
    ['amount', [1]],
    ['referenceId', ''],
    ['referenceId', 'a b'],
    ['referenceId', 'é'],
    ['referenceId', 'x'.repeat(101)],
    ['referenceId', 7],
    ['referenceId', 'a\n'],
    ['description', 7],
    ['description', 'a\0b'],
    ['description', 'half \ud800 a pair'],
    ['description', 'x'.repeat(256)],
  ])('%s = %j is 400', async (field, value) => {
    const body = { amount: 1, referenceId: 'ref', [field]: value }
    expectError(await call(base, 'POST', `/api/v1/wallets/${id}/deposit`, body), 400, 'VALIDATION_ERROR')
  })

  test.each([undefined, '', 'a b', 'x'.repeat(101), 7, null, ['a'], 'a\0', 'é'])(
    'userId = %j is 400',
    async (userId) => {
      expectError(await call(base, 'POST', '/api/v1/wallets', { userId }), 400, 'VALIDATION_ERROR')
    },
  )

  test.each(['x', undefined, 7, null])('destinationWalletId = %j is 400', async (destinationWalletId) => {
    expectError(await move(base, id, 'transfer', 1, 'r', { destinationWalletId }), 400, 'VALIDATION_ERROR')
  })

  test.each(['1e-3', '10.000000000000000001', '0.30000000000000004', '1e400', '-0'])(
    'amount %s is 400',
    async (amount) => {
      const body = `{"amount":${amount},"referenceId":"r"}`
      expectError(await call(base, 'POST', `/api/v1/wallets/${id}/deposit`, body), 400, 'VALIDATION_ERROR')
    },
  )
})

describe('a body that is no JSON object', () => {
  test.each([
    ['', 400, 'MALFORMED_JSON'],
    ['{"amount":', 400, 'MALFORMED_JSON'],
    ['{"amount":NaN,"referenceId":"r"}', 400, 'MALFORMED_JSON'],
    ['[]', 400, 'VALIDATION_ERROR'],
    ['null', 400, 'VALIDATION_ERROR'],
    ['"text"', 400, 'VALIDATION_ERROR'],
    ['[['.repeat(5000), 400, 'MALFORMED_JSON'],
    ['{"__proto__":{"amount":1,"referenceId":"r"}}', 400, 'VALIDATION_ERROR'],
    ['{"constructor":{"prototype":{}},"amount":1}', 400, 'VALIDATION_ERROR'],
  ])('%j is refused', async (body, status, code) => {
    expectError(await call(base, 'POST', `/api/v1/wallets/${id}/deposit`, body), status, code)
  })

  test('no body at all, a body that is not UTF-8 and another content type', async () => {
    const url = `${base}/api/v1/wallets`
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(url, { method: 'POST' })).status).toBe(400)
    expect((await fetch(url, { method: 'POST', headers, body: new Uint8Array([0x22, 0xff, 0x22]) })).status).toBe(400)
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense', '']) {
      const refused = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: '{"userId":"a"}' })
      expect([type, refused.status]).toEqual([type, 415])
    }
    const charset = { 'content-type': 'application/json; charset=utf-8' }
    expect((await fetch(url, { method: 'POST', headers: charset, body: '{"userId":"a"}' })).status).toBe(201)
  })

  test('a huge body is 413, and a client that writes all of it before it reads gets the answer', async () => {
    const body = JSON.stringify({ userId: 'x'.repeat(1_000_000) })
    expectError(await call(base, 'POST', '/api/v1/wallets', body), 413, 'PAYLOAD_TOO_LARGE')
    const head = 'POST /api/v1/wallets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
    expect(await upload(base, `${head}Content-Length: ${body.length}\r\n\r\n`, body)).toMatch(/^HTTP\/1.1 413/)
  })
})

describe('a request line that fits nothing', () => {
  test.each([
    ['GET', '/', 404],
    ['GET', '/api/v1/wallet', 404],
    ['POST', '/api/v1/wallets/', 405],
    ['GET', '/api/v1/wallets/no-uuid', 400],
    ['GET', '/api/v1/wallets/%00', 400],
    ['GET', '/api/v1/wallets/%zz', 400],
    ['GET', `/api/v1/wallets/${'x'.repeat(9000)}`, 414],
    ['GET', `/api/v1/users/${'x'.repeat(101)}/wallets`, 400],
    ['GET', '/api/v1/users/a%20b/wallets', 400],
    ['GET', '/api/v1/users/a%2Fb/wallets', 400],
    ['GET', '/api/v1/wallets', 405],
    ['PUT', '/api/v1/wallets', 405],
    ['POST', '/metrics', 405],
    ['HEAD', '/q/health', 405],
    ['OPTIONS', '/api/v1/wallets', 405],
  ])('%s %s is %d', async (method, path, status) => {
    expect((await call(base, method, path)).status).toBe(status)
  })

  test('the answer to a wrong method names the right one', async () => {
    const refused = await call(base, 'DELETE', `/api/v1/wallets/${id}`)
    expectError(refused, 405, 'METHOD_NOT_ALLOWED')
    expect(refused.headers.get('allow')).toBe('GET')
  })

  test.each([
    ['?timestamp='],
    [''],
    ['?timestamp=yesterday'],
    ['?timestamp=2026-01-01'],
    ['?timestamp=2026-01-01T00:00:00Z&timestamp=2026-01-01T00:00:00Z'],
    ['?timestamp=%00'],
    ['?timestamp=%zz'],
  ])('historical balance with "%s" is 400', async (query) => {
    const reply = await call(base, 'GET', `/api/v1/wallets/${id}/balance/historical${query}`)
    expectError(reply, 400, 'VALIDATION_ERROR')
  })

  test.each([
    ['NONSENSE\r\n\r\n', '400'],
    ['GET / HTTP/1.1\r\n\r\n', '400'],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
    ['POST /api/v1/wallets HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', '400'],
    ['PROPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '404'],
    ['GET /metrics HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n', '200'],
  ])('%j on the wire', async (bytes, status) => {
    expect((await exchange(base, bytes)).slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
  })
})

test('whatever a client sends is never a 500 and moves no money', async () => {
  const body = oneof(
    json(),
    string(),
    anything().map((value) => JSON.stringify(value) ?? ''),
  )
  await assert(
    asyncProperty(body, async (text) => {
      for (const path of [
        '/api/v1/wallets',
        ...['deposit', 'withdraw', 'transfer'].map((k) => `/api/v1/wallets/${id}/${k}`),
      ]) {
        const { status } = await call(base, 'POST', path, text)
        expect([400, 413]).toContain(status)
      }
    }),
    { numRuns: 100 },
  )
  expect(await balanceText(base, id)).toBe('100.00')
})
