import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import type { UnexpectedClass } from '../../src/model/unexpected.ts'
import {
  balanceOfBody,
  idOfBody,
  idOfLocation,
  keeps,
  objectivesOf,
  successStatuses,
  unexpectedness,
} from './expectations.ts'

describe('an answer', () => {
  test.each([
    ['a 200 for a 200', { status: 200, error_code: 0 }, [200], undefined],
    ['a provoked refusal', { status: 400, error_code: 1400 }, [400], undefined],
    ['a refusal that nobody provoked', { status: 403, error_code: 1403 }, [200], 'refused'],
    ['a body that is refused', { status: 400, error_code: 1400, body: '{"error":"VALIDATION"}' }, [201], 'validation'],
    ['the same as 422', { status: 422, error_code: 1422 }, [201], 'validation'],
    ['a wallet that is not there', { status: 404, error_code: 1404 }, [200], 'not-found'],
    ['a reference used twice', { status: 409, error_code: 1409 }, [201], 'conflict'],
    [
      'money that is missing',
      { status: 400, error_code: 1400, body: 'Insufficient funds' },
      [201],
      'insufficient-funds',
    ],
    [
      'money that is missing, as 409',
      { status: 409, error_code: 1409, body: 'INSUFFICIENT_FUNDS' },
      [201],
      'insufficient-funds',
    ],
    ['a redirect', { status: 302, error_code: 0 }, [200], 'refused'],
    ['a success where a refusal was provoked', { status: 201, error_code: 0 }, [400], 'content'],
    ['a 503', { status: 503, error_code: 1503 }, [200], 'server-error'],
    ['a 500 for a provoked refusal', { status: 500, error_code: 1500 }, [400], 'server-error'],
    ['no answer in time', { status: 0, error_code: 1050 }, [200], 'timeout'],
    ['no connection in time', { status: 0, error_code: 1211 }, [200], 'timeout'],
    ['a refused connection', { status: 0, error_code: 1212 }, [200], 'connection'],
    ['a reset connection', { status: 0, error_code: 1220 }, [200], 'connection'],
  ])('%s', (_, answer, expected, outcome) => {
    expect(unexpectedness(answer, expected)).toBe(outcome)
  })

  test('200 stands for 201 where something is made, not the other way round', () => {
    expect(
      successStatuses({ method: 'POST', uri: '/x', loadTarget: wallet.operations['get']?.loadTarget ?? never() }),
    ).toEqual([200, 201])
    expect(
      successStatuses({ method: 'GET', uri: '/x', loadTarget: wallet.operations['get']?.loadTarget ?? never() }),
    ).toEqual([200])
  })
})

function never(): never {
  throw new Error('the wallet has lost an operation')
}

describe('objectives', () => {
  const kept = (slo: string, unexpected: UnexpectedClass | undefined, milliseconds: number) =>
    objectivesOf(wallet, 'get')
      .filter((objective) => objective.slo === slo)
      .map((objective) => keeps(objective, unexpected, milliseconds))[0]

  test('latency is kept up to its threshold and never by a failure', () => {
    expect(kept('p95', undefined, 100)).toBe(true)
    expect(kept('p95', undefined, 100.01)).toBe(false)
    expect(kept('p95', 'connection', 0)).toBe(false)
    expect(kept('p95', 'server-error', 1)).toBe(false)
    expect(kept('p99', undefined, 150)).toBe(true)
  })

  test('a wrong 4xx is available, and is no business success', () => {
    expect(kept('availability', 'refused', 1)).toBe(true)
    expect(kept('business-errors', 'refused', 1)).toBe(false)
  })

  test('an SLO of some operations does not count the others', () => {
    const slos = {
      gets: { kind: 'availability', title: '', objective: '99%', window: '30d', operations: ['get'] },
    } as const
    expect(objectivesOf({ ...wallet, slos }, 'get')).toHaveLength(1)
    expect(objectivesOf({ ...wallet, slos }, 'create')).toHaveLength(0)
  })
})

describe('the id of what was made', () => {
  const collection = '/api/v1/wallets'
  test.each([
    ['absolute', 'https://wallet.test:8443/api/v1/wallets/abc-1', 'abc-1'],
    ['relative', '/api/v1/wallets/abc-1', 'abc-1'],
    ['with a trailing slash, query and fragment', '/api/v1/wallets/abc-1/?x=/y#z', 'abc-1'],
    ['escaped', '/api/v1/wallets/a%2Fb', 'a/b'],
    ['wrongly escaped', '/api/v1/wallets/a%zz', 'a%zz'],
    ['behind a prefix', 'http://gateway.test/bank/wallets/9', '9'],
    ['the collection alone', 'http://wallet.test/api/v1/wallets/', undefined],
    ['empty', '', undefined],
    ['missing', undefined, undefined],
  ])('%s Location', (_, location, id) => {
    expect(idOfLocation(location, collection)).toBe(id)
  })

  test.each([
    ['{"id":"x"}', 'x'],
    ['{"id":7}', '7'],
    ['{"walletId":"x"}', undefined],
    ['', undefined],
    ['null', undefined],
    ['[]', undefined],
    ['<html>', undefined],
    [null, undefined],
  ])('body %s', (body, id) => {
    expect(idOfBody(body)).toBe(id)
  })

  test('comes back from any Location that was made from it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        expect(idOfLocation(`${collection}/${encodeURIComponent(id)}`, collection)).toBe(id)
      }),
    )
  })
})

test.each([
  ['{"balance":10.5}', 1_050],
  ['{"balance":0}', 0],
  ['{"balance":"12.34"}', 1_234],
  ['{"balance":9999999999999.99}', 999_999_999_999_999],
  ['{"balance":""}', undefined],
  ['{"balance":null}', undefined],
  ['{}', undefined],
  ['', undefined],
  ['<html>', undefined],
])('the balance in %s is %s cents', (body, cents) => {
  expect(balanceOfBody(body)).toBe(cents)
})
