import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { micrometer } from '../model/runtimes/micrometer.ts'
import { promClient } from '../model/runtimes/prom-client.ts'
import { defineService } from '../model/service.ts'
import { parseExposition } from './exposition.ts'
import { servedOf } from './served.ts'

// 8 requests of `get`: six fast, one slow, one failed fast; 2 of `create`. Integers as other runtimes write them.
const page = `
http_server_requests_seconds_bucket{method="GET",uri="/api/v1/wallets/{id}",status="200",le="0.1"} 6
http_server_requests_seconds_bucket{method="GET",uri="/api/v1/wallets/{id}",status="200",le="1.0"} 7
http_server_requests_seconds_bucket{method="GET",uri="/api/v1/wallets/{id}",status="200",le="+Inf"} 7
http_server_requests_seconds_sum{method="GET",uri="/api/v1/wallets/{id}",status="200"} 0.9
http_server_requests_seconds_count{method="GET",uri="/api/v1/wallets/{id}",status="200"} 7
http_server_requests_seconds_bucket{method="GET",uri="/api/v1/wallets/{id}",status="503",le="0.1"} 1
http_server_requests_seconds_bucket{method="GET",uri="/api/v1/wallets/{id}",status="503",le="1.0"} 1
http_server_requests_seconds_bucket{method="GET",uri="/api/v1/wallets/{id}",status="503",le="+Inf"} 1
http_server_requests_seconds_sum{method="GET",uri="/api/v1/wallets/{id}",status="503"} 0.01
http_server_requests_seconds_count{method="GET",uri="/api/v1/wallets/{id}",status="503"} 1
http_server_requests_seconds_bucket{method="POST",uri="/api/v1/wallets",status="201",le="0.1"} 2
http_server_requests_seconds_bucket{method="POST",uri="/api/v1/wallets",status="201",le="1.0"} 2
http_server_requests_seconds_bucket{method="POST",uri="/api/v1/wallets",status="201",le="+Inf"} 2
http_server_requests_seconds_sum{method="POST",uri="/api/v1/wallets",status="201"} 0.09
http_server_requests_seconds_count{method="POST",uri="/api/v1/wallets",status="201"} 2
wallet_operations_created_total 2
wallet_operations_queries_total 7
wallet_operations_failed_total{type="get",reason="database"} 1
wallet_operations_rejected_total{type="withdraw",reason="insufficient_funds"} 5
`
const grown = parseExposition(page)

describe('what a service served', () => {
  const served = servedOf(wallet, grown, 5)

  test('is counted for all operations and each', () => {
    expect(served).toMatchObject({ requests: 10, requestRate: 2, serverErrors: 1 })
    expect(served.operations['get']).toMatchObject({ requests: 8, average: expect.closeTo(113.75) })
    expect(served.operations['deposit']).toMatchObject({ requests: 0, average: { unmeasured: expect.any(String) } })
    expect(served.latency.average).toBeCloseTo(100)
  })
  test('counts a failure against every promise, however fast it was', () => {
    expect(served.slos['p95']).toEqual({ good: 8, total: 10 })
    expect(served.slos['availability']).toEqual({ good: 9, total: 10 })
  })
  test('counts a rejection as a success of the business', () => {
    expect(served.slos['business-errors']).toEqual({ good: 14, total: 15 })
  })
  test('is unmeasured for a threshold without a bucket', () => {
    expect(served.slos['p99']).toEqual({ unmeasured: 'The service exposes no bucket that ends at 0.2 s.' })
  })
  test('is counted for the operations of an SLO alone', () => {
    const slo = { kind: 'availability', title: 'A', objective: '99%', window: '30d', operations: ['create'] } as const
    const service = defineService({ ...wallet, slos: { some: slo } })
    expect(servedOf(service, grown, 5).slos['some']).toEqual({ good: 2, total: 2 })
  })
})

describe('a service that tells less', () => {
  const without = (text: string) => grown.filter(({ name }) => !name.includes(text))

  test('by declaration has no percentile, and is not asked for one', () => {
    const served = servedOf(defineService({ ...wallet, runtime: micrometer() }), without('_bucket'), 5)
    expect(served.latency.p95).toMatchObject({ declaredAbsent: true })
    expect(served.slos['p95']).toMatchObject({ declaredAbsent: true })
    expect(served.slos['availability']).toEqual({ good: 9, total: 10 })
    expect(served.latency.average).toBeCloseTo(100)
  })
  test('than its definition says is unmeasured, and asked for', () => {
    const served = servedOf(wallet, without('_bucket'), 5)
    expect(served.latency.p95).not.toHaveProperty('declaredAbsent')
    expect(served.slos['p95']).not.toHaveProperty('declaredAbsent')
    expect(served.slos['p95']).toHaveProperty('unmeasured')
  })
  test('of its requests than nothing is unmeasured', () => {
    const served = servedOf(wallet, without('http_server'), 5)
    expect(served.requests).toEqual({ unmeasured: expect.stringContaining('exposes no http_server_requests_seconds') })
  })
  test('of its business than nothing is unmeasured', () => {
    expect(servedOf(wallet, without('wallet_operations'), 5).slos['business-errors']).toHaveProperty('unmeasured')
  })
  test('because its counters began anew is unmeasured throughout', () => {
    const reason = { unmeasured: 'The counter began anew.' }
    const served = servedOf(wallet, reason, 5)
    expect([served.requests, served.latency.p99, served.slos['p95'], served.operations['get']?.p95]).toEqual(
      Array(4).fill(reason),
    )
  })
  test('because it was idle has no mean, and events of which there are none', () => {
    const idle = grown.map((sample) => ({ ...sample, value: 0 }))
    const served = servedOf(defineService({ ...wallet, runtime: promClient({ latencyBuckets: ['100ms'] }) }), idle, 5)
    expect(served).toMatchObject({ requests: 0, requestRate: 0 })
    expect(served.latency.average).toHaveProperty('unmeasured')
    expect(served.slos['p95']).toEqual({ good: 0, total: 0 })
  })
})
