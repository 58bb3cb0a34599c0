import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { prometheusClient } from './prometheus.ts'
import { type PrometheusServer, startPrometheus } from './testing/prometheus-server.ts'
import { runScenario } from './testing/scenario-run.ts'
import { startWalletServer } from './testing/wallet-server.ts'

let prometheus: PrometheusServer
beforeAll(async () => {
  prometheus = await startPrometheus({ binary: inject('tools').prometheus })
})
afterAll(() => prometheus.stop())

/** Runs a scenario with remote write, and gives the series that Prometheus has of it beside what the server answered. */
async function written(scenario: string, testid: string, seconds: number) {
  const server = await startWalletServer()
  try {
    await runScenario(scenario, server.url, {
      options: ['--out', 'experimental-prometheus-rw', '--tag', `testid=${testid}`],
      environment: {
        TEST_DURATION: `${seconds}s`,
        K6_PROMETHEUS_RW_SERVER_URL: `${prometheus.url}/api/v1/write`,
        K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true',
        K6_PROMETHEUS_RW_STALE_MARKERS: 'true',
        K6_PROMETHEUS_RW_PUSH_INTERVAL: '1s',
      },
    })
    const client = prometheusClient({ url: prometheus.url })
    // What there is only where something went wrong says nothing about wallets: this machine may be slow.
    const selector = `{testid="${testid}",__name__!~"k6_requests_(bad|unexpected)_total|k6_iterations_late_total"}`
    const [found] = await client.query(`count(last_over_time(${selector}[10m]))`)
    const wallets = server.answered.get('POST /api/v1/wallets 201') ?? 0
    return { series: found?.value ?? 0, pairs: server.answered.size, wallets }
  } finally {
    await server.close()
  }
}

test.each(['load-test-basic', 'smoke'])(
  '%s writes at most 9 series for each operation and status, and 25, however many wallets there are',
  async (scenario) => {
    const short = await written(scenario, `${scenario}-short`, 4)
    const long = await written(scenario, `${scenario}-long`, 10)
    expect(short.series).toBeGreaterThan(20)
    expect(long.wallets).toBeGreaterThan(short.wallets)
    expect(long.pairs).toBe(short.pairs)
    // A first request that was too slow or came too late adds one for what it broke; wallets and time add none.
    for (const { series, pairs } of [short, long]) expect(series).toBeLessThanOrEqual(9 * pairs + 25)
  },
)
