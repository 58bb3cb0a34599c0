import { beforeEach, describe, expect, test, vi } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import type { Operation } from '../../src/model/service.ts'
import { walletClient } from './client.ts'
import { countInStep } from './counts.ts'
import { baseUrlOf, urlParts, urlWith } from './requests.ts'
import { recorder } from './testing/recorder.ts'

vi.mock('./k6.ts', async () => (await import('./testing/recorder.ts')).shim)

const client = walletClient(wallet)
const movement = { cents: 1_050, reference: 'r-1' }
beforeEach(() => recorder.clear())

describe('each operation', () => {
  test.each([
    ['create', 'POST', '/api/v1/wallets', () => client.create('u')],
    ['get', 'GET', '/api/v1/wallets/a%2Fb', () => client.get('a/b')],
    ['deposit', 'POST', '/api/v1/wallets/a/deposit', () => client.deposit('a', movement)],
    ['withdraw', 'POST', '/api/v1/wallets/a/withdraw', () => client.withdraw('a', movement)],
    ['withdraw', 'POST', '/api/v1/wallets/a/withdraw', () => client.overdraw('a', movement)],
    ['transfer', 'POST', '/api/v1/wallets/a/transfer', () => client.transfer('a', 'b', movement)],
    ['balance', 'GET', '/api/v1/wallets/a/balance', () => client.balance('a')],
    [
      'historical-balance',
      'GET',
      '/api/v1/wallets/a/balance/historical?timestamp=2026-01-02T03%3A04%3A05.678Z',
      () => client.historicalBalance('a', new Date('2026-01-02T03:04:05.678Z')),
    ],
    ['user-wallets', 'GET', '/api/v1/users/u/wallets', () => client.userWallets('u')],
  ])('%s is sent, tagged and counted as such', (operation, method, path, call) => {
    call()
    expect(recorder.sent).toHaveLength(1)
    expect(recorder.sent[0]).toMatchObject({
      method,
      url: `http://localhost:8080${path}`,
      name: operation,
    })
    expect(recorder.tagged).toBeUndefined()
    expect(recorder.values('requests_offered', { name: operation })).toEqual([1])
  })

  test('that the definition has is called by the client', () => {
    expect(Object.keys(wallet.operations).sort()).toEqual(
      ['balance', 'create', 'deposit', 'get', 'historical-balance', 'transfer', 'user-wallets', 'withdraw'].sort(),
    )
  })

  test('money goes out with two decimals and its reference', () => {
    client.transfer('a', 'b', movement)
    expect(recorder.sent[0]?.body).toBe('{"amount":10.5,"referenceId":"r-1","destinationWalletId":"b"}')
  })
})

describe('a new wallet', () => {
  test('has the id of its Location, read without the body', () => {
    recorder.answer = { status: 201, error_code: 0, headers: { Location: '/api/v1/wallets/w-1' }, body: null }
    expect(client.create('u')).toBe('w-1')
  })

  test('has the id of its body where there is no Location', () => {
    recorder.answer = { status: 200, error_code: 0, body: '{"id":"w-2"}' }
    expect(client.create('u')).toBe('w-2')
  })

  test('without any id is an answer that nobody can use', () => {
    recorder.answer = { status: 201, error_code: 0, body: '' }
    expect(client.create('u')).toBeUndefined()
    expect(recorder.values('requests_unexpected', { name: 'create', class: 'content' })).toEqual([1])
  })
})

describe('counting', () => {
  test('a request is offered before it is sent', () => {
    client.get('a')
    expect(recorder.counted[0]?.metric).toBe('requests_offered')
  })

  test('a refused overdraft is expected, and a granted one is not', () => {
    recorder.answer = { status: 400, error_code: 1400 }
    expect(client.overdraw('a', movement)).toBe(true)
    expect(recorder.values('requests_unexpected')).toEqual([])
    recorder.answer = { status: 201, error_code: 0 }
    expect(client.overdraw('a', movement)).toBe(false)
    expect(recorder.values('requests_unexpected', { name: 'withdraw', class: 'content' })).toEqual([1])
  })

  test('a timeout keeps no promise and is counted by its class', () => {
    recorder.answer = { status: 0, error_code: 1050, milliseconds: 10_000 }
    expect(client.get('a')).toBe(false)
    expect(recorder.values('requests_unexpected', { name: 'get', class: 'timeout' })).toEqual([1])
    for (const slo of Object.keys(wallet.slos))
      expect(recorder.values('requests_bad', { name: 'get', slo })).toEqual([1])
  })

  test('a slow answer keeps all promises but the latency', () => {
    recorder.answer = { status: 200, error_code: 0, milliseconds: 150 }
    client.get('a')
    expect(recorder.counted.filter(({ metric }) => metric === 'requests_bad')).toEqual([
      { metric: 'requests_bad', value: 1, tags: { name: 'get', slo: 'p95' } },
    ])
  })

  test('an answer that keeps every promise is offered, and nothing else is counted', () => {
    recorder.answer = { status: 200, error_code: 0, milliseconds: 100 }
    client.get('a')
    expect(recorder.counted).toEqual([{ metric: 'requests_offered', value: 1, tags: { name: 'get' } }])
  })

  test('a refusal breaks the promise of business operations alone', () => {
    recorder.answer = { status: 404, error_code: 1404 }
    client.get('a')
    expect(recorder.values('requests_bad')).toEqual([1])
    expect(recorder.values('requests_bad', { name: 'get', slo: 'business-errors' })).toEqual([1])
  })

  test('within a step tells each request of it, without its operation', () => {
    countInStep(3)
    recorder.answer = { status: 200, error_code: 0, milliseconds: 150 }
    client.get('a')
    const steps = recorder.counted.filter(({ metric }) => metric.startsWith('step_'))
    expect(steps).toEqual([
      { metric: 'step_requests_offered', value: 1, tags: { step: '3' } },
      { metric: 'step_request_duration', value: 150, tags: { step: '3' } },
      { metric: 'step_requests_bad', value: 1, tags: { step: '3', slo: 'p95' } },
    ])
  })
})

describe('the address', () => {
  test('is that of the environment before that of the definition, without its last slash', () => {
    expect(baseUrlOf(wallet, {})).toBe('http://localhost:8080')
    expect(baseUrlOf(wallet, { WALLET_SERVICE_URL: '' })).toBe('http://localhost:8080')
    expect(baseUrlOf(wallet, { WALLET_SERVICE_URL: 'https://wallet.test/api/' })).toBe('https://wallet.test/api')
  })

  test('is followed by the path with its values, escaped, in their order', () => {
    const operation = { ...wallet.operations['get'], uri: '/a/{id}/b/{other}' } as Operation
    const parts = urlParts('http://{host}', operation)
    expect(urlWith(parts, ['x/y', 'z'])).toBe('http://{host}/a/x%2Fy/b/z')
    expect(urlWith(parts, 'x')).toBe('http://{host}/a/x/b/')
    expect(urlWith(urlParts('http://h', { ...operation, uri: '/a' }), '')).toBe('http://h/a')
    expect(urlWith(urlParts('http://h', { ...operation, uri: '/a/{id}' }), ['x y'])).toBe('http://h/a/x%20y')
  })

  test('that is none is refused without being repeated', () => {
    expect(() => baseUrlOf(wallet, { WALLET_SERVICE_URL: 'user:secret@wallet' })).toThrow(
      /WALLET_SERVICE_URL must be a URL/,
    )
    expect(() => baseUrlOf(wallet, { WALLET_SERVICE_URL: 'user:secret@wallet' })).not.toThrow(/secret/)
  })
})
