import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { WalletService } from './service.ts'
import { balanceText, call, createWallet, move, startService } from './testing/client.ts'
import { startDatabase, type TestDatabase } from './testing/database.ts'

const absent = '00000000-0000-4000-8000-000000000000'
let database: TestDatabase
let service: WalletService
let base: string

beforeAll(async () => {
  database = await startDatabase(inject('cacheDirectory'))
  service = await startService(database.url)
  await service.prepared
  base = service.url
})

afterAll(async () => {
  await service?.stop()
  await database?.stop()
})

describe('wallets', () => {
  test('a created wallet is found at its Location, with a balance of two decimals', async () => {
    const created = await call(base, 'POST', '/api/v1/wallets', { userId: 'ann.b@example-1' })
    expect(created.status).toBe(201)
    expect(created.headers.get('location')).toBe(`/api/v1/wallets/${created.json['id']}`)
    const found = await call(base, 'GET', String(created.headers.get('location')))
    expect(found.status).toBe(200)
    expect(found.text).toBe(created.text)
    expect(found.text).toContain('"balance":0.00,')
    expect(Object.keys(found.json)).toEqual(['id', 'userId', 'balance', 'status', 'createdAt', 'updatedAt'])
    expect(found.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('a user has the wallets made for it, oldest first, and an unknown user has none', async () => {
    const ids = [await createWallet(base, 'lister'), await createWallet(base, 'lister')]
    const listed = await call(base, 'GET', '/api/v1/users/lister/wallets')
    expect((JSON.parse(listed.text) as { id: string }[]).map((wallet) => wallet.id)).toEqual(ids)
    expect((await call(base, 'GET', '/api/v1/users/nobody/wallets')).text).toBe('[]')
  })

  test('ids are taken in upper case too, and answered in lower case', async () => {
    const id = await createWallet(base)
    const found = await call(base, 'GET', `/api/v1/wallets/${id.toUpperCase()}/balance`)
    expect(found.text).toBe(`{"walletId":"${id}","balance":0.00}`)
  })
})

describe('movements', () => {
  test('money is exact to the cent', async () => {
    const id = await createWallet(base)
    for (const [index, amount] of [0.1, 0.2, 1_000_000, 10.5].entries()) {
      expect((await move(base, id, 'deposit', amount, `d${index}`)).status).toBe(201)
    }
    expect(await balanceText(base, id)).toBe('1000010.80')
    const withdrawn = await move(base, id, 'withdraw', 0.3, 'w', { description: 'lunch "é"' })
    expect(withdrawn.status).toBe(201)
    expect(withdrawn.text).toContain('"amount":0.30,"balance":1000010.50,')
    expect(withdrawn.json).toMatchObject({ walletId: id, type: 'WITHDRAWAL', description: 'lunch "é"' })
    expect(withdrawn.headers.get('location')).toBe(`/api/v1/wallets/${id}/transactions/${withdrawn.json['id']}`)
  })

  test('a transfer moves money from one wallet to the other', async () => {
    const [from, to] = [await createWallet(base, 'a', 100), await createWallet(base, 'b', 5)]
    const moved = await move(base, from, 'transfer', 30.25, 't', { destinationWalletId: to })
    expect(moved.status).toBe(201)
    expect(moved.json).toMatchObject({ walletId: from, destinationWalletId: to, amount: 30.25, balance: 69.75 })
    expect([await balanceText(base, from), await balanceText(base, to)]).toEqual(['69.75', '35.25'])
  })

  test('more than the wallet holds is refused and moves nothing', async () => {
    const [id, other] = [await createWallet(base, 'a', 10), await createWallet(base)]
    for (const refused of [
      await move(base, id, 'withdraw', 10.01, 'r1'),
      await move(base, id, 'transfer', 10.01, 'r2', { destinationWalletId: other }),
    ]) {
      expect([refused.status, refused.json['error']]).toEqual([400, 'INSUFFICIENT_FUNDS'])
    }
    expect([await balanceText(base, id), await balanceText(base, other)]).toEqual(['10.00', '0.00'])
  })

  test('a balance that would outgrow exact JSON numbers is refused, not a failure', async () => {
    const [id, other] = [await createWallet(base), await createWallet(base, 'a', 10)]
    await database.ask('update wallets set balance = 999999999999999 where id = $1', [id])
    expect((await call(base, 'GET', `/api/v1/wallets/${id}`)).text).toContain('"balance":9999999999999.99,')
    for (const refused of [
      await move(base, id, 'deposit', 0.01, 'd'),
      await move(base, other, 'transfer', 0.01, 't', { destinationWalletId: id }),
    ]) {
      expect([refused.status, refused.json['error']]).toEqual([400, 'BALANCE_LIMIT_EXCEEDED'])
    }
    expect(await balanceText(base, other)).toBe('10.00')
  })

  test('wallets that do not exist are 404, the same wallet is 400', async () => {
    const id = await createWallet(base, 'a', 10)
    expect((await move(base, absent, 'deposit', 1, 'x')).status).toBe(404)
    expect((await move(base, absent, 'withdraw', 1, 'x')).status).toBe(404)
    expect((await move(base, absent, 'transfer', 1, 'x', { destinationWalletId: id })).status).toBe(404)
    expect((await move(base, id, 'transfer', 1, 'x', { destinationWalletId: absent })).status).toBe(404)
    const same = await move(base, id, 'transfer', 1, 'x', { destinationWalletId: id.toUpperCase() })
    expect([same.status, same.json['error']]).toEqual([400, 'SAME_WALLET'])
  })
})

describe('the same referenceId', () => {
  test('with the same values returns the first answer to the byte and moves no money', async () => {
    const [id, other] = [await createWallet(base, 'a', 100), await createWallet(base)]
    for (const [kind, more] of [
      ['deposit', { description: 'ünï' }],
      ['withdraw', {}],
      ['transfer', { destinationWalletId: other }],
    ] as const) {
      const first = await move(base, id, kind, 7, `same-${kind}`, more)
      const between = await move(base, id, 'deposit', 1, `between-${kind}`)
      const again = await move(base, id, kind, 7, `same-${kind}`, more)
      expect([first.status, between.status, again.status]).toEqual([201, 201, 201])
      expect(again.text).toBe(first.text)
      expect(again.headers.get('location')).toBe(first.headers.get('location'))
    }
    expect([await balanceText(base, id), await balanceText(base, other)]).toEqual(['96.00', '7.00'])
  })

  test('with any other value is a conflict', async () => {
    const [id, other] = [await createWallet(base, 'a', 100), await createWallet(base)]
    const third = await createWallet(base)
    await move(base, id, 'transfer', 5, 'ref', { destinationWalletId: other, description: 'x' })
    for (const reply of [
      await move(base, id, 'transfer', 5.01, 'ref', { destinationWalletId: other, description: 'x' }),
      await move(base, id, 'transfer', 5, 'ref', { destinationWalletId: third, description: 'x' }),
      await move(base, id, 'transfer', 5, 'ref', { destinationWalletId: other }),
      await move(base, id, 'withdraw', 5, 'ref', { description: 'x' }),
      await move(base, id, 'deposit', 5, 'ref', { description: 'x' }),
    ]) {
      expect([reply.status, reply.json['error']]).toEqual([409, 'REFERENCE_CONFLICT'])
    }
    expect(await balanceText(base, id)).toBe('95.00')
  })

  test('is free again in another wallet, and for the receiver of a transfer', async () => {
    const [id, other] = [await createWallet(base, 'a', 100), await createWallet(base)]
    await move(base, id, 'transfer', 5, 'ref', { destinationWalletId: other })
    expect((await move(base, other, 'deposit', 1, 'ref')).status).toBe(201)
  })
})

describe('historical balance', () => {
  const at = (id: string, timestamp: string) =>
    call(base, 'GET', `/api/v1/wallets/${id}/balance/historical?timestamp=${timestamp}`)

  test('is the balance after the last movement at or before the time', async () => {
    const [id, other] = [await createWallet(base, 'a', 100), await createWallet(base)]
    const steps = [
      await move(base, id, 'withdraw', 1, 'w'),
      await move(base, id, 'transfer', 9, 't', { destinationWalletId: other }),
    ]
    const known = [99, 90]
    // Spread over hours: movements of one millisecond cannot be told apart by a time.
    for (const [index, reference] of ['initial-funds', 'w', 't'].entries()) {
      await database.ask(
        `update entries set created_at = '2030-01-01T00:00:00Z'::timestamptz + $1 * interval '1 hour'
         where transaction_id = (select transaction_id from entries where wallet_id = $2 and reference_id = $3)`,
        [index, id, reference],
      )
    }
    expect(steps.map((step) => step.json['balance'])).toEqual(known)
    expect((await at(id, '2030-01-01T00:59:59.999Z')).json['balance']).toBe(100)
    expect((await at(id, '2030-01-01T01:00:00Z')).text).toBe(
      `{"walletId":"${id}","balance":99.00,"timestamp":"2030-01-01T01:00:00.000Z"}`,
    )
    expect((await at(id, '2030-01-01T04:59:59.999%2B03:00')).json['balance']).toBe(99)
    expect((await at(id, '2030-01-01T05:00+03:00')).json['balance']).toBe(90)
    expect((await at(other, '2030-01-01T01:59:59Z')).json['balance']).toBe(0)
    expect((await at(other, '2030-01-01T02:00:00Z')).json['balance']).toBe(9)
  })

  test('is the current one in the future, right at each answered time, and 404 before the wallet was made', async () => {
    const id = await createWallet(base)
    const { json } = await call(base, 'GET', `/api/v1/wallets/${id}`)
    const created = Date.parse(String(json['createdAt']))
    expect((await at(id, new Date(created - 1).toISOString())).status).toBe(404)
    expect((await at(id, '0000-01-01T00:00:00Z')).status).toBe(404)
    expect((await at(id, String(json['createdAt']))).text).toContain('"balance":0.00,')
    const moved = await move(base, id, 'deposit', 5, 'd')
    expect((await at(id, String(moved.json['createdAt']))).json['balance']).toBe(5)
    expect((await at(id, '9999-12-31T23:59:59-23:59')).json['balance']).toBe(5)
    expect((await at(absent, '2026-01-01T00:00:00Z')).status).toBe(404)
  })
})
