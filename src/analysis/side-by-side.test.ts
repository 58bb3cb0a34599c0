import { expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { micrometer } from '../model/runtimes/micrometer.ts'
import type { Measured } from './run.ts'
import { coarseBuckets } from './side-by-side.ts'

const jvm = { ...wallet, runtime: micrometer({ latencyBuckets: ['50ms', '100ms'] }) }
const rows = (client: Measured, service: Measured) => {
  const pair = { client, service }
  return [{ requests: pair, average: pair, p95: pair }]
}

test('a service that seems slower than its client saw it has buckets too wide to tell', () => {
  expect(coarseBuckets(jvm, rows(8, 47.5))).toMatch(/P95 of 47\.5 ms .* its bucket, 0 and 50ms:/)
  expect(coarseBuckets(jvm, rows(60, 97))).toMatch(/50ms and 100ms/)
})

test('nothing is said where the percentiles can be compared, or one is not known', () => {
  expect(coarseBuckets(jvm, rows(60, 47.5))).toBeUndefined()
  expect(coarseBuckets(jvm, rows({ unmeasured: 'none' }, 47.5))).toBeUndefined()
  expect(coarseBuckets(jvm, rows(8, { unmeasured: 'none' }))).toBeUndefined()
  expect(coarseBuckets(jvm, [])).toBeUndefined()
  expect(coarseBuckets({ ...jvm, runtime: micrometer({ histogram: 'native' }) }, rows(8, 47.5))).toBeUndefined()
})
