import { expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { partBetween, toItsEnd, withLatencies } from './k6-parts.ts'
import { countsOf, type K6Summary } from './k6-summary.ts'

/** A summary in which `get` was called so often, so many of them too slow or failed. */
function summary(offered: number, completed: number, bad = 0, failed = 0): K6Summary {
  const count = (value: number) => ({ values: { count: value } })
  const latency = { count: completed, avg: 4, med: 3, max: 40, 'p(90)': 8, 'p(95)': 10, 'p(99)': 20 }
  return {
    metrics: {
      http_req_duration: { values: latency },
      'http_req_duration{name:get}': { values: latency },
      'http_reqs{name:get}': count(completed),
      'requests_offered{name:get}': count(offered),
      'requests_bad{slo:p95,name:get}': count(bad),
      'requests_unexpected{name:get,class:timeout}': count(failed),
      iterations: count(completed),
    },
  }
}

const between = (earlier: K6Summary, later: K6Summary) => partBetween(wallet, { earlier, later }, 10, false)

test('a part is what was counted between its edges', () => {
  const part = between(summary(101, 100, 3, 1), summary(503, 500, 10, 5))
  expect(part.operations['get']).toEqual({
    offered: 402,
    completed: 400,
    unexpected: { timeout: 4 },
    within: { p95: 393, p99: 400 },
  })
  expect(part.total).toMatchObject({ offered: 402, completed: 400, unexpected: { timeout: 4 } })
  expect(part).toMatchObject({ seconds: 10, iterations: { completed: 400, dropped: 0 } })
})

test('of the load those requests are in flight at its end that never ended in the run', () => {
  const whole = countsOf(wallet, summary(502, 500), false)
  const load = toItsEnd(between(summary(100, 100), summary(490, 480)), whole)
  expect(load.operations['get']).toMatchObject({ offered: 382, completed: 380 })
  expect(load.total).toMatchObject({ offered: 382, completed: 380 })
})

test('its latency is that of k6 where nearly all requests are in it, else that of Prometheus, else that of the run, and marked', () => {
  const whole = countsOf(wallet, summary(1_000, 1_000), false)
  const own = whole.total.latency
  const told = { average: 1, p50: 1, p90: 2, p95: 3, p99: 4, max: 5 }
  const part = (completed: number) => between(summary(0, 0), summary(completed, completed))
  expect(withLatencies(part(995), whole, undefined)).toMatchObject({ total: { latency: own } })
  expect(withLatencies(part(995), whole, undefined).latencyOfRun).toBeUndefined()
  expect(withLatencies(part(500), whole, { total: told, operations: { get: told } })).toMatchObject({
    total: { latency: told },
    operations: { get: { latency: told } },
  })
  expect(withLatencies(part(500), whole, undefined)).toMatchObject({ total: { latency: own }, latencyOfRun: true })
})
