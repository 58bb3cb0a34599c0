import { expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import type { Inspected } from '../clients/k6-inspect.ts'
import type { K6Choices } from './load-options.ts'
import { plannedLoads, plannedSpan } from './planned-loads.ts'

const none: K6Choices = { words: [], run: {}, environment: {} }
const spike: Inspected = {
  loads: [
    {
      startsAt: 0,
      stages: [
        { seconds: 30, from: 50, to: 50 },
        { seconds: 20, from: 300, to: 300 },
      ],
    },
  ],
}
const staged: K6Choices = { ...none, run: { stages: ['10s:5', '20s:5'] } }
const spanOf = (choices: K6Choices, variables = {}, inspected = spike) =>
  plannedSpan(wallet, 'spike', plannedLoads(choices, variables, inspected))

test.each<[string, K6Choices, Record<string, string>, object]>([
  ['the scenario itself', none, {}, { from: 30, to: 50, whole: false }],
  ['--duration', { ...none, run: { duration: '1m' } }, {}, { from: 0, to: 60, whole: true }],
  [
    '--iterations, whatever --duration grants',
    { ...none, run: { iterations: 9, duration: '1m' } },
    {},
    { from: 0, whole: true },
  ],
  ['--stage', staged, {}, { from: 10, to: 30, whole: false }],
  [
    '--stage from its level on',
    { ...none, run: { ...staged.run, virtualUsers: 5 } },
    {},
    { from: 0, to: 30, whole: true },
  ],
  ['K6_DURATION', none, { K6_DURATION: '90s' }, { from: 0, to: 90, whole: true }],
  ['K6_ITERATIONS', none, { K6_ITERATIONS: '10' }, { from: 0, whole: true }],
  ['K6_STAGES', none, { K6_STAGES: '10s:5,20s:5,5s:0' }, { from: 10, to: 30, whole: false }],
  ['a flag before the environment', staged, { K6_DURATION: '90s' }, { from: 10, to: 30, whole: false }],
])('the steady part is planned by %s', (_, choices, variables, span) => {
  expect(spanOf(choices, variables)).toEqual(span)
})

test('a load that is to break the service has none: each of its steps is judged by itself', () => {
  expect(plannedSpan(wallet, 'stress-test-to-failure', spike.loads)).toEqual({
    unmeasured: expect.stringContaining('each of its steps'),
  })
})
