import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { increments, judgedCounters, sumOverOperations } from './counters.ts'
import type { Sample } from './sample.ts'

const counter = (value: number, labels: Record<string, string> = {}, name = 'c_total'): Sample => ({
  name,
  labels,
  value,
})
const request = (method: string, uri: string, value: number, name = 'http_server_requests_seconds_count') =>
  counter(value, { method, uri, status: '200', outcome: 'SUCCESS' }, name)

describe('what counters grew by', () => {
  test('is told series by series, in whatever order their labels stand', () => {
    const before = [counter(5, { a: '1', b: '2' }), counter(1, { a: '2' })]
    const after = [counter(1, { a: '2' }), counter(9, { b: '2', a: '1' })]
    expect(increments(before, after)).toEqual([counter(0, { a: '2' }), counter(4, { b: '2', a: '1' })])
  })
  test('is all of a series that was not there before', () => {
    expect(increments([], [counter(3)])).toEqual([counter(3)])
  })
  test.each<[string, Sample[], Sample[], RegExp]>([
    ['went backwards', [counter(5)], [counter(4)], /c_total began anew/],
    ['vanished', [counter(5)], [], /vanished/],
    ['is no number', [counter(5)], [counter(Number.NaN)], /no number/],
  ])('is unmeasured where a series %s', (_title, before, after, reason) => {
    expect(increments(before, after)).toEqual({ unmeasured: expect.stringMatching(reason) })
  })
  test('does not confuse labels that read alike when written together', () => {
    const before = [counter(1, { a: 'b","c":"d' })]
    const after = [counter(1, { a: 'b","c":"d' }), counter(7, { a: 'b', c: 'd' })]
    expect(increments(before, after)).toEqual([counter(0, { a: 'b","c":"d' }), counter(7, { a: 'b', c: 'd' })])
  })
  test('adds up over two runs in a row', () => {
    const readings = fc.array(fc.tuple(fc.nat(1e6), fc.nat(1e6), fc.nat(1e6)), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(readings, (steps) => {
        const at = (value: (step: [number, number, number]) => number) =>
          steps.map((step, index) => counter(value(step), { series: String(index) }))
        const [first, second, third] = [at(([a]) => a), at(([a, b]) => a + b), at(([a, b, c]) => a + b + c)]
        const whole = increments(first, third) as Sample[]
        const parts = [increments(first, second) as Sample[], increments(second, third) as Sample[]]
        expect(whole.map(({ value }) => value)).toEqual(
          steps.map((_, index) => (parts[0]?.[index]?.value ?? 0) + (parts[1]?.[index]?.value ?? 0)),
        )
      }),
    )
  })
})

describe('the requests of the operations', () => {
  const samples = [
    request('POST', '/api/v1/wallets', 3),
    request('GET', '/api/v1/wallets/{id}', 4),
    {
      ...request('GET', '/api/v1/wallets/{id}', 2),
      labels: { method: 'GET', uri: '/api/v1/wallets/{id}', status: '500' },
    },
    request('GET', '/q/health', 100),
    request('GET', 'UNKNOWN', 100),
    request('GET', '/api/v1/wallets', 100),
    request('GET', '/api/v1/wallets/{id}', 100, 'http_server_requests_seconds_bucket'),
    request('GET', '/api/v1/wallets/{id}', 100, 'other_count'),
  ]
  test("are summed over all statuses, and hold nothing that is nobody's operation", () => {
    const { total, operations } = sumOverOperations(wallet, samples)
    expect(total).toBe(9)
    expect(operations).toMatchObject({ create: 3, get: 6, deposit: 0 })
    expect(Object.keys(operations)).toEqual(Object.keys(wallet.operations))
  })
  test('and the business counters are what a verdict needs', () => {
    const business = counter(1, {}, 'wallet_operations_created_total')
    const judged = judgedCounters(wallet, [...samples, business, counter(1)])
    expect(judged).toEqual([...samples.slice(0, 3), samples[6], business])
  })
})
