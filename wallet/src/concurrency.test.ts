import { array, asyncProperty, assert as check, constantFrom, integer, record } from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { decimalOf } from './money.ts'
import type { WalletService } from './service.ts'
import { balanceText, call, createWallet, move, patient, type Reply, startService } from './testing/client.ts'
import { startDatabase, type TestDatabase } from './testing/database.ts'

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

/** `count` requests at once. */
function together(count: number, request: (index: number) => Promise<Reply>): Promise<Reply[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => request(index)))
}

function statuses(replies: readonly Reply[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

test('fifty parallel deposits of 1 leave exactly 50', async () => {
  const id = await createWallet(base)
  expect(statuses(await together(50, (index) => move(base, id, 'deposit', 1, `d${index}`)))).toEqual({ 201: 50 })
  expect(await balanceText(base, id)).toBe('50.00')
})

test('of twenty parallel full withdrawals exactly one succeeds', async () => {
  const id = await createWallet(base, 'a', 75.5)
  const replies = await together(20, (index) => move(base, id, 'withdraw', 75.5, `w${index}`))
  expect(statuses(replies)).toEqual({ 201: 1, 400: 19 })
  expect(await balanceText(base, id)).toBe('0.00')
})

test('the same request many times at once moves money once, and all get the same answer', async () => {
  const id = await createWallet(base, 'a', 100)
  const replies = await together(20, () => move(base, id, 'withdraw', 30, 'once'))
  expect(statuses(replies)).toEqual({ 201: 20 })
  expect(new Set(replies.map((reply) => reply.text)).size).toBe(1)
  expect(await balanceText(base, id)).toBe('70.00')
})

test('one reference with different amounts at once: one wins, the others are conflicts', async () => {
  const id = await createWallet(base)
  const replies = await together(10, (index) => move(base, id, 'deposit', index + 1, 'contested'))
  expect(statuses(replies)).toEqual({ 201: 1, 409: 9 })
  const winner = replies.find((reply) => reply.status === 201)
  expect(Number(await balanceText(base, id))).toBe(winner?.json['amount'])
})

async function deadlocks(): Promise<number | undefined> {
  const rows = await database.ask<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  )
  return rows[0]?.deadlocks
}

test('transfers in both directions at once create no money', async () => {
  const [a, b] = await Promise.all([createWallet(base, 'a', 1000), createWallet(base, 'b', 1000)])
  const replies = await together(100, (index) => {
    const [from, to] = index % 2 === 0 ? [a, b] : [b, a]
    return move(base, from, 'transfer', 1 + (index % 7), `t${index}`, { destinationWalletId: to })
  })
  expect(statuses(replies)).toEqual({ 201: 100 })
  expect(Number(await balanceText(base, a)) + Number(await balanceText(base, b))).toBe(2000)
  expect(await deadlocks()).toBe(0)
})

test('transfers that meet at a locked wallet do not deadlock, whichever it is and whoever comes first', async () => {
  const pair = await Promise.all([createWallet(base, 'a', 1000), createWallet(base, 'b', 1000)])
  const [a, b] = pair
  for (const locked of pair) {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const release = await database.lock(locked)
      const reference = `${locked}-${from}`.slice(0, 100)
      const first = move(base, from, 'transfer', 1, reference, { destinationWalletId: to })
      await expect.poll(database.waiting, patient).toBe(1)
      const second = move(base, to, 'transfer', 1, reference, { destinationWalletId: from })
      await expect.poll(database.waiting, patient).toBe(2)
      await release()
      expect(statuses(await Promise.all([first, second]))).toEqual({ 201: 2 })
    }
  }
  expect(await deadlocks()).toBe(0)
})

const step = record({
  kind: constantFrom('deposit' as const, 'withdraw' as const, 'transfer' as const),
  wallet: integer({ min: 0, max: 2 }),
  other: integer({ min: 0, max: 2 }),
  cents: integer({ min: 1, max: 5000 }),
  reference: integer({ min: 0, max: 8 }),
})
type Step = typeof step extends import('fast-check').Arbitrary<infer Value> ? Value : never

/** The wallets as they should be: bigint cents, and what each reference was first used for. */
class Model {
  readonly balances = [0n, 0n, 0n]
  readonly #first = new Map<string, string>()

  expected({ kind, wallet, other, cents, reference }: Step): number {
    if (kind === 'transfer' && wallet === other) return 400
    const key = `${wallet}/${reference}`
    const values = JSON.stringify([kind, cents, kind === 'transfer' ? other : null])
    const known = this.#first.get(key)
    if (known !== undefined) return known === values ? 201 : 409
    const change = kind === 'deposit' ? BigInt(cents) : -BigInt(cents)
    const balance = (this.balances[wallet] ?? 0n) + change
    if (balance < 0n) return 400
    this.#first.set(key, values)
    this.balances[wallet] = balance
    if (kind === 'transfer') this.balances[other] = (this.balances[other] ?? 0n) + BigInt(cents)
    return 201
  }
}

async function perform(ids: readonly string[], { kind, wallet, other, cents, reference }: Step): Promise<Reply> {
  const more = kind === 'transfer' ? { destinationWalletId: ids[other] } : {}
  return move(base, ids[wallet] ?? '', kind, Number(decimalOf(String(cents))), `r${reference}`, more)
}

test('any sequence of operations answers, balances and remembers as the model says', async () => {
  await check(
    asyncProperty(array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const ids = await Promise.all(['a', 'b', 'c'].map((user) => createWallet(base, user)))
      const model = new Model()
      const answers = new Map<string, string>()
      for (const each of steps) {
        const reply = await perform(ids, each)
        expect(reply.status).toBe(model.expected(each))
        const key = JSON.stringify(each)
        if (reply.status === 201) {
          expect(reply.text).toBe(answers.get(key) ?? reply.text)
          answers.set(key, reply.text)
        }
      }
      await expectSettled(ids, model.balances)
    }),
    { numRuns: 40 },
  )
})

test('any operations all at once conserve money, and the ledger adds up', async () => {
  await check(
    asyncProperty(array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const ids = await Promise.all(['a', 'b', 'c'].map((user) => createWallet(base, user, 20)))
      const replies = await Promise.all(steps.map((each) => perform(ids, each)))
      expect(replies.filter((reply) => ![201, 400, 409].includes(reply.status))).toEqual([])
      // Requests that are repeated get one answer; each answer is one movement.
      let total = 6000n
      for (const { json } of new Map(replies.filter((r) => r.status === 201).map((r) => [r.text, r])).values()) {
        const cents = BigInt(Math.round(Number(json['amount']) * 100))
        if (json['type'] === 'DEPOSIT') total += cents
        if (json['type'] === 'WITHDRAWAL') total -= cents
      }
      const balances = await Promise.all(ids.map(async (id) => BigInt((await stored(id)).balance)))
      expect(balances.reduce((sum, balance) => sum + balance, 0n)).toBe(total)
      await expectSettled(ids, balances)
    }),
    { numRuns: 15 },
  )
})

interface Stored {
  readonly balance: string
  readonly sum: string
  readonly last: string
  readonly broken: number
}

/** The balance of a wallet, the sum of its entries, and how many entries do not follow from the one before. */
async function stored(id: string): Promise<Stored> {
  const [row] = await database.ask<Stored>(
    `select w.balance, coalesce(sum(e.change), 0)::text as sum,
       coalesce((array_agg(e.balance order by e.created_at desc, e.sequence desc))[1], 0)::text as last,
       (count(*) filter (where e.balance <> e.running))::int as broken
     from wallets w left join (
       select *, sum(change) over (partition by wallet_id order by created_at, sequence) as running from entries) e
       on e.wallet_id = w.id
     where w.id = $1 group by w.id`,
    [id],
  )
  if (row === undefined) throw new Error(`no wallet ${id}`)
  return row
}

async function expectSettled(ids: readonly string[], balances: readonly bigint[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const cents = String(balances[index])
    expect(await stored(id)).toEqual({ balance: cents, sum: cents, last: cents, broken: 0 })
    const now = await call(base, 'GET', `/api/v1/wallets/${id}/balance/historical?timestamp=9999-01-01T00:00:00Z`)
    expect(now.text).toContain(`"balance":${decimalOf(cents)},`)
  }
}
