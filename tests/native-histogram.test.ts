import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { alerts } from '../alerts/index.ts'
import { native } from '../alerts/testing/fleets.ts'
import { dashboards } from '../dashboards/index.ts'
import { boardOf } from '../dashboards/testing/board.ts'
import { growthQuery } from '../monitoring/monitors/readings/queries.ts'
import { increments, judgedCounters } from '../src/analysis/counters.ts'
import { isUnmeasured } from '../src/analysis/run.ts'
import type { Sample } from '../src/analysis/sample.ts'
import { servedOf } from '../src/analysis/served.ts'
import { counterQueries, restartQuery } from '../src/analysis/signal-queries.ts'
import { type PrometheusClient, prometheusClient } from '../src/clients/prometheus.ts'
import { expandQuery } from '../src/model/grafana-variables.ts'
import { records } from '../src/model/names.ts'
import { type HistogramSample, nativeHistogramBody } from './support/native-histogram-message.ts'
import { type PrometheusServer, startPrometheusServer } from './support/prometheus-server.ts'
import { until } from './support/tool-runs.ts'

// A real Prometheus that is given real native histograms, by the rules, dashboards, monitors and verdicts of a service that
// says it has them. What the requests took is drawn at random, and the truth is counted from the durations themselves.

const { metric } = native.runtime.requests
const quarter = 0.25

/** Durations between 10 ms and a second, the same at every run; one of ten is as long as the threshold to the last digit. */
function drawn(count: number, seed: number): readonly number[] {
  let state = seed
  return Array.from({ length: count }, (_, index) => {
    state = (state * 48_271) % 2_147_483_647
    return index % 10 === 0 ? quarter : 0.01 * 100 ** (state / 2_147_483_647)
  })
}

interface Moment {
  readonly answered: readonly number[]
  readonly failed: readonly number[]
}

const before: Moment = { answered: drawn(1000, 1), failed: drawn(50, 2) }
const after: Moment = {
  answered: [...before.answered, ...drawn(3000, 3)],
  failed: [...before.failed, ...drawn(150, 4)],
}
/** The process was started again: it has counted less than before. */
const restarted: Moment = { answered: drawn(400, 5), failed: drawn(20, 6) }

const good = ({ answered }: Moment) => answered.filter((duration) => duration <= quarter).length
const all = ({ answered, failed }: Moment) => answered.length + failed.length

function samplesOf({ answered, failed }: Moment): readonly HistogramSample[] {
  const at = Date.now()
  const own = { job: native.job, instance: 'a:1', method: 'GET', uri: '/things' }
  return [
    { labels: { ...own, status: '200' }, durations: answered, at },
    { labels: { ...own, status: '503' }, durations: failed, at },
    // Shown before it was ever answered so: an empty histogram.
    { labels: { ...own, status: '404' }, durations: [], at },
    { labels: { ...own, uri: '/health', status: '200' }, durations: drawn(77, 7), at },
  ]
}

let server: PrometheusServer
let client: PrometheusClient
const readings: { start: readonly Sample[]; end: readonly Sample[] } = { start: [], end: [] }

async function write(moment: Moment): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/write`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' },
    body: nativeHistogramBody(metric, samplesOf(moment)) as Uint8Array<ArrayBuffer>,
  })
  expect(answer.status, await answer.text()).toBe(204)
}

async function value(expression: string): Promise<number | undefined> {
  return (await client.query(expression))[0]?.value
}

const counted = (event: string, slo: string) => `${records.count}{service="native",slo="${slo}",event="${event}"}`

async function writtenAndCounted(moment: Moment): Promise<void> {
  await write(moment)
  await until('the rules to count it', async () =>
    (await value(counted('all', 'quarter'))) === all(moment) &&
    (await value(counted('bad', 'quarter'))) === all(moment) - good(moment)
      ? true
      : undefined,
  )
}

async function reading(): Promise<readonly Sample[]> {
  return judgedCounters(native, (await Promise.all(counterQueries(native).map((query) => client.query(query)))).flat())
}

beforeAll(async () => {
  const rules = alerts([native]).filter(({ path }) => path.endsWith('.rules.yml'))
  server = await startPrometheusServer({
    program: inject('tools').prometheus,
    configuration: `rule_files: [${rules.map(({ path }) => path).join(', ')}]`,
    files: Object.fromEntries(rules.map(({ path, body }) => [path, body])),
  })
  client = prometheusClient({ url: server.url })
  await writtenAndCounted(before)
  readings.start = await reading()
  await writtenAndCounted(after)
  readings.end = await reading()
})

afterAll(() => server?.stop())

describe('native histograms in a real Prometheus', () => {
  test('the recorded ratio is the truth where the threshold is a boundary', async () => {
    const bad = all(after) - good(after) - (all(before) - good(before))
    const truth = bad / (all(after) - all(before))
    await until('the ratio', async () =>
      (await value(`${records.ratio('5m')}{slo="quarter"}`)) === truth ? true : undefined,
    )
    const availability = await value(`${records.ratio('5m')}{slo="availability"}`)
    expect(availability).toBe(150 / 3150)
  })

  test('dashboards answer: percentiles to the width of a bucket, rates, mean and distribution', async () => {
    const boards = dashboards([native])
      .filter(({ path }) => path.includes('dashboards/') && path.endsWith('.json'))
      .map(boardOf)
    const asking = boards.flatMap(({ document, queries }) =>
      queries
        .filter(({ expression }) => expression.includes(`${metric}{`))
        .map((query) => ({
          ...query,
          text: expandQuery(query.expression, document, { step: 1, scrapeInterval: 1, range: 900 }),
        })),
    )
    const percentiles = asking.filter(({ text }) => text.startsWith(`histogram_quantile(0.99, sum(rate(${metric}{`))
    expect(percentiles.length).toBeGreaterThan(0)
    const grown = [...after.answered.slice(1000), ...after.failed.slice(50)].sort((one, other) => one - other)
    const truth = grown[Math.ceil(0.99 * grown.length) - 1] ?? 0
    for (const { text } of percentiles) {
      const shown = await value(text.replaceAll(/\[\d+s\]/g, '[60s]'))
      expect(Math.abs(Math.log2((shown ?? 0) / truth)), text).toBeLessThan(1 / 8)
    }
    for (const { text, title } of asking) await expect(client.query(text), `${title}: ${text}`).resolves.toBeDefined()
  })

  test('a verdict counts what a run did: requests, good ones, mean and percentiles', () => {
    const grown = increments(readings.start, readings.end)
    expect(isUnmeasured(grown)).toBe(false)
    const served = servedOf(native, grown, 10)
    const durations = [...after.answered.slice(1000), ...after.failed.slice(50)]
    expect(served.requests).toBe(3150)
    expect(served.serverErrors).toBe(150)
    expect(served.slos['quarter']).toEqual({ good: good(after) - good(before), total: 3150 })
    const mean = (durations.reduce((sum, duration) => sum + duration, 0) / durations.length) * 1000
    expect(served.latency.average).toBeCloseTo(mean, 6)
    // It is read at boundaries half an octave apart.
    const p95 = [...durations].sort((one, other) => one - other)[Math.ceil(0.95 * durations.length) - 1] ?? 0
    expect(Math.abs(Math.log2(Number(served.latency.p95) / 1000 / p95))).toBeLessThan(1 / 2)
  })

  test('monitors read buckets that ascend to the number of requests', async () => {
    const samples = await client.query(growthQuery(native, '60s', 'all'))
    const ofAnswered = samples.filter(({ labels }) => labels['status'] === '200')
    const buckets = ofAnswered
      .filter(({ labels }) => labels['part'] === `${metric}_bucket`)
      .map(({ labels, value: count }) => ({ le: Number(labels['le'] === '+Inf' ? Infinity : labels['le']), count }))
      .sort((one, other) => one.le - other.le)
    expect(buckets.length).toBeGreaterThan(30)
    const total = ofAnswered.find(({ labels }) => labels['part'] === `${metric}_count`)?.value ?? Number.NaN
    // Each is a share of the total, extrapolated and rounded by itself.
    const falls = buckets.map(({ count }, index) => (buckets[index - 1]?.count ?? 0) - count)
    expect(Math.max(...falls)).toBeLessThan(1e-9 * total)
    expect(buckets.at(-1)?.count).toBeCloseTo(total, 6)
    expect(samples.every(({ value: count }) => Number.isFinite(count))).toBe(true)
  })

  test('a process that starts again counts from zero, and nothing is NaN', async () => {
    await writtenAndCounted(restarted)
    expect(await value(restartQuery(native, 600))).toBeGreaterThan(0)
    const bad = (moment: Moment) => all(moment) - good(moment)
    const counts = { all: all(after) - all(before) + all(restarted), bad: bad(after) - bad(before) + bad(restarted) }
    for (const [event, count] of Object.entries(counts))
      await until(`the total of ${event} events`, async () =>
        (await value(`${records.total}{slo="quarter",event="${event}"}`)) === count ? true : undefined,
      )
    const recorded = await client.query('{__name__=~"slo:.+"}')
    expect(recorded.length).toBeGreaterThan(50)
    expect(recorded.filter((sample) => !Number.isFinite(sample.value))).toEqual([])
  })
})
