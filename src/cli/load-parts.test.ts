import { expect, test } from 'vitest'
import type { K6Outcome } from '../clients/k6.ts'
import { partPages } from './load-parts.ts'

const look = (requests: number, page: string) => ({
  page,
  summary: { metrics: { http_reqs: { values: { count: requests } } } },
})
const ended = (looks: NonNullable<K6Outcome['course']>['looks']) => ({
  outcome: { course: { looks } } as unknown as K6Outcome,
  span: undefined,
})

test('a load without requests of a set-up is counted from before the run', () => {
  const run = ended({ began: look(0, 'one request') })
  expect(partPages(run, 'none', 'all').load).toEqual({ before: 'none', after: 'all' })
  expect(partPages(run, undefined, 'all').load).toEqual({ before: 'one request', after: 'all' })
})

test('requests of set-up and tear-down are not counted', () => {
  const run = ended({ began: look(5, 'set up'), ended: look(90, 'loaded') })
  expect(partPages(run, 'none', 'all').load).toEqual({ before: 'set up', after: 'loaded' })
})

test('nothing is counted where an edge was not seen', () => {
  expect(partPages(ended({}), 'none', 'all').load).toBeUndefined()
  expect(partPages(ended({ began: look(5, 'set up') }), 'none', undefined).load).toBeUndefined()
})
