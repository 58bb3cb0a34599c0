import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { prometheusClient } from '../src/clients/prometheus.ts'
import { type Choices, expandQuery } from '../src/model/grafana-variables.ts'
import { type PrometheusServer, startPrometheusServer } from '../tests/support/prometheus-server.ts'
import { dashboards } from './index.ts'
import { type Board, type BoardQuery, boardOf } from './testing/board.ts'
import { began, budgetLasts, budgetSpent, earlierRun, ended, historyOf, run, scrape } from './testing/history.ts'
import { faultyWallet, healthyBareJvm, healthyFullJvm } from './testing/scripts.ts'

// A real Prometheus that holds a past whose truth is known to the second is asked the queries of every dashboard as Grafana
// would ask them. No clock and no scheduling comes into it: the numbers are exact.

const scripts = [faultyWallet, healthyBareJvm, healthyFullJvm]
const boards = dashboards(scripts.map(({ service }) => service))
  .filter(({ path }) => path.endsWith('.json'))
  .map(boardOf)
const time = { step: scrape, scrapeInterval: scrape, range: 900 }

let prometheus: PrometheusServer

beforeAll(async () => {
  const { prometheus: program, promtool } = inject('tools')
  prometheus = await startPrometheusServer({
    program,
    configuration: '',
    history: { promtool, samples: historyOf(scripts) },
  })
})

afterAll(() => prometheus?.stop())

function board(uid: string): Board {
  const found = boards.find((each) => each.uid === uid)
  if (found === undefined) throw new Error(`no dashboard "${uid}" among ${boards.map((each) => each.uid)}`)
  return found
}

/** The values that a query of a panel shows at the end of the past, by its labels; `''` where it has none. */
async function shown(uid: string, title: string, refId = 'A', choices: Choices = {}) {
  const { document, queries } = board(uid)
  const query = queries.find((each) => each.title === title && each.refId === refId)
  if (query === undefined) throw new Error(`no query ${refId} in a panel "${title}" of ${uid}`)
  const expression = expandQuery(query.expression, document, time, choices)
  const samples = await prometheusClient({ url: prometheus.url }).query(expression, ended)
  return Object.fromEntries(samples.map(({ labels, value }) => [Object.values(labels).join(' '), value]))
}

const golden = {
  wallet: 'wallet-golden-metrics',
  bareJvm: 'bare-jvm-golden-metrics',
  fullJvm: 'full-jvm-golden-metrics',
}

/** Equal but for what floating-point numbers lose. */
const exactly = (value: number) => expect.closeTo(value, 9)

describe('latency is true to the width of a bucket', () => {
  test.each([golden.wallet, golden.fullJvm])('percentiles of %s', async (uid) => {
    const p95 = (await shown(uid, 'P95 response time'))['']
    const p99 = (await shown(uid, 'P99 response time'))['']
    expect(p95).toBeGreaterThan(0.05)
    expect(p95).toBeLessThanOrEqual(0.075)
    expect(p99).toBeGreaterThan(0.15)
    expect(p99).toBeLessThanOrEqual(0.2)
  })
  test.each(Object.values(golden))('the mean of %s is exact', async (uid) => {
    expect(await shown(uid, 'Mean response time')).toEqual({ '': exactly(0.0258) })
  })
  test('the slowest request stands in where there is no histogram', async () => {
    expect(await shown(golden.bareJvm, 'Response time (no server-side P95)', 'B')).toEqual({ '': 0.18 })
  })
})

describe('traffic is what was served', () => {
  test('by operation', async () => {
    const byOperation = await shown(golden.fullJvm, 'Requests by operation')
    expect(byOperation['GET /api/v1/wallets/{id}']).toEqual(exactly(10))
    expect(Object.keys(byOperation)).toHaveLength(8)
  })
  test('of the business', async () => {
    expect(await shown(golden.wallet, 'Business operations')).toEqual({ '': exactly(19.4) })
  })
})

describe('errors are shares of the whole', () => {
  test('of the wallet that fails', async () => {
    expect(await shown(golden.wallet, 'Failed requests')).toEqual({ '': exactly(1 / 101) })
    expect(await shown(golden.wallet, 'Error answers', 'A')).toEqual({ '': exactly(2) })
    expect(await shown(golden.wallet, 'Error answers', 'B')).toEqual({ '': exactly(1) })
    expect(await shown(golden.wallet, 'Failed business operations')).toEqual({ '': exactly(1 / 100) })
    expect(await shown(golden.wallet, 'Refused business operations')).toEqual({ insufficient_funds: exactly(2) })
    const byOperation = await shown(golden.wallet, 'Failed requests by operation')
    expect(byOperation['POST /api/v1/wallets/{id}/deposit']).toEqual(exactly(1))
    expect(byOperation['GET /api/v1/wallets/{id}']).toBe(0)
  })
  test('of one operation, when it is chosen', async () => {
    const deposits = { operation: 'deposit|POST|/api/v1/wallets/[{]id[}]/deposit' }
    const expected = exactly(1 / (98 / 8 + 1))
    expect(await shown(golden.wallet, 'Failed requests', 'A', deposits)).toEqual({ '': expected })
  })
  test.each([golden.bareJvm, golden.fullJvm])('none are 0 and not nothing in %s', async (uid) => {
    expect(await shown(uid, 'Failed requests')).toEqual({ '': 0 })
    expect(await shown(uid, 'Error answers', 'B')).toEqual({ '': 0 })
    expect(await shown(uid, 'Failed business operations')).toEqual({ '': 0 })
    expect(await shown(uid, 'Refused business operations')).toEqual({ none: 0 })
  })
})

test('saturation is what the service says of itself', async () => {
  const values = async (uid: string, title: string) => Object.values(await shown(uid, title))
  expect(await values(golden.wallet, 'CPU')).toEqual([exactly(0.4)])
  expect(await values(golden.wallet, 'Database connections in use')).toEqual([0.25])
  expect(await values(golden.wallet, 'Waiting for a connection')).toEqual([7])
  expect(await values(golden.bareJvm, 'CPU')).toEqual([0.25])
  expect(await values(golden.bareJvm, 'Heap')).toEqual([8e8])
  expect(await values(golden.fullJvm, 'Database connections in use')).toEqual([0.8])
  expect(await values(golden.fullJvm, 'Time spent collecting garbage')).toEqual([exactly(0.01)])
})

test('SLO compliance is what the rules recorded', async () => {
  const good = { '': exactly(1 - 0.001 * budgetSpent) }
  expect(await shown(golden.wallet, 'Availability: good events')).toMatchObject({
    [`wallet availability`]: good[''],
  })
  expect(Object.values(await shown(golden.wallet, 'Error budget left'))).toEqual(
    Array(4).fill(exactly(1 - budgetSpent)),
  )
})

test('the load is what k6 counted, of one operation as of all', async () => {
  const rate = (choices: Choices = {}) => shown(golden.wallet, 'Offered and served requests', 'A', choices)
  expect(await shown(golden.wallet, 'Virtual users')).toEqual({ '': run.virtualUsers })
  expect(await shown(golden.wallet, 'Dropped iterations so far')).toEqual({ '': 0 })
  expect(await rate()).toEqual({ '': exactly(8 * run.offered) })
  expect(await rate({ operation: 'get|GET|/x' })).toEqual({ '': exactly(run.offered) })
  expect(await rate({ testid: ['another-run'] })).toEqual({})
  expect(await shown(golden.wallet, 'Offered and served requests', 'B')).toEqual({ '': exactly(101) })
})

describe('two runs laid upon each other', () => {
  const choices = { testid: [run.testid], compare: earlierRun.testid, shift: String(run.from - earlierRun.from) }
  const at = (refId: string, title: string) => shown('load-test', title, refId, choices)

  test('the earlier one is shown as if it had begun with the chosen one', async () => {
    expect(await at('A', 'Offered and served requests')).toEqual({ '': exactly(8 * run.offered) })
    expect(await at('B', 'Offered and served requests')).toEqual({ '': exactly(8 * earlierRun.offered) })
    expect(await at('A', 'Virtual users')).toEqual({ '': run.virtualUsers })
    expect(await at('B', 'Virtual users')).toEqual({ '': earlierRun.virtualUsers })
    expect(await at('A', 'Answers that kept the contract')).toEqual({ '': exactly(1 - run.unexpected / run.offered) })
  })
  const variableQuery = (name: string) => {
    const { document } = board('load-test')
    const query = JSON.stringify(document.templating?.list?.find((each) => each.name === name)?.query)
    const { query: text } = JSON.parse(query) as { query: string }
    return expandQuery(/^query_result\((.*)\)$/.exec(text)?.[1] ?? '', document, time, choices)
  }
  test('how far it is moved follows from when both began', async () => {
    const [shift] = await prometheusClient({ url: prometheus.url }).query(variableQuery('shift'), ended)
    expect(shift?.value).toBe(run.from - earlierRun.from)
  })
  test('it is offered among all runs, beside none', async () => {
    const offered = await prometheusClient({ url: prometheus.url }).query(variableQuery('compare'), ended)
    expect(offered.map(({ labels }) => labels['testid']).sort()).toEqual(['earlier-run', 'later-run', 'none'])
  })
})

test('what moved in the whole time is counted across a restart', async () => {
  const totals = await shown('wallet-business', 'Operations in the time range')
  // Prometheus extends what it saw to the whole range, at the restart too: by less than one scrape.
  expect(totals['']).toBeGreaterThan(19.4 * (900 - 3 * scrape))
  expect(totals['']).toBeLessThanOrEqual(19.4 * 900)
})

test('the overview says what the details say', async () => {
  expect(await shown('wallet-overview', 'Failed requests')).toEqual({ '': exactly(1 / 101) })
  expect(await shown('fleet-overview', 'Alerts firing')).toEqual({ '': 1 })
  const budget = await shown('wallet-overview', 'Least error budget left')
  expect(budget).toEqual({ '': exactly(1 - budgetSpent) })
})

test('the time until a budget is spent, and how much of its window is known, are what the rules recorded', async () => {
  const lasting = Object.values(await shown('wallet-slo', 'Time until the budget is spent'))
  expect(lasting).toEqual(Array(4).fill(budgetLasts))
  expect(Object.values(await shown('wallet-slo', 'Known part of the window'))).toEqual(Array(4).fill(0.5))
})

/** Ends of the values that a unit allows. What is left of a budget may be overspent. */
function allowed({ unit, title }: BoardQuery): readonly [number, number] {
  const least = title.includes('udget left') ? Number.NEGATIVE_INFINITY : 0
  return [least, unit === 'percentunit' ? 1 + 1e-9 : Number.POSITIVE_INFINITY]
}

// Its native histograms alone cannot be written into the past: the test with a real k6 asks these queries.
const native = /k6_http_req_duration_seconds|k6_iteration_duration_seconds/

// Two runs of the past, the earlier of which is laid under the later one.
const compared = { compare: earlierRun.testid, shift: String(run.from - earlierRun.from) }

describe.each(boards)('every query of $uid', ({ document, queries }) => {
  test('has finite values in the range of its unit, also across a restart', async () => {
    const client = prometheusClient({ url: prometheus.url })
    const asked = queries.map(async (query) => {
      const expression = expandQuery(query.expression, document, time, compared)
      const series = await client.queryRange(expression, { start: began + 60, end: ended, step: scrape })
      const values = series.flatMap(({ points }) => points.map(([, value]) => value))
      const [least, most] = allowed(query)
      const wrong = values.filter((value) => !(value >= least && value <= most && Number.isFinite(value)))
      const expectsData = query.source === 'panel' && !native.test(expression)
      if (wrong.length > 0) return [`${query.title} [${query.refId}] has ${wrong[0]}`]
      return expectsData && values.length === 0 ? [`${query.title} [${query.refId}] is empty`] : []
    })
    expect((await Promise.all(asked)).flat()).toEqual([])
  })
})
