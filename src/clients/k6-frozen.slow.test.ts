import { describe, expect, test } from 'vitest'
import { runScenario } from './testing/scenario-run.ts'
import { startWalletServer } from './testing/wallet-server.ts'

// Five seconds of every ten nothing is answered: the true P95 of requests that come all the time is about 4.5 s.
const freeze = { every: 10_000, lasting: 5_000 }

async function loaded(scenario: string, environment: Readonly<Record<string, string>>) {
  const server = await startWalletServer({ freeze })
  try {
    return await runScenario(scenario, server.url, { environment })
  } finally {
    await server.close()
  }
}

describe('a service that freezes 5 s in every 10', () => {
  test.each(['smoke', 'soak', 'spike', 'peak'])('shows a P95 of seconds in %s', async (scenario) => {
    const { counts } = await loaded(scenario, { TEST_DURATION: '30s' })
    expect(counts?.total.latency?.p95).toBeGreaterThan(1_000)
    // Far from 95%, as counted for the SLO.
    expect((counts?.total.within['p95'] ?? 0) / (counts?.total.offered ?? 1)).toBeLessThan(0.8)
  })

  test('shows it with so few virtual users that most requests are dropped, too', async () => {
    const { counts } = await loaded('soak', { TEST_DURATION: '30s', TEST_VUS: '20' })
    const { offered = 0, within = {} } = counts?.total ?? {}
    const due = offered + (counts?.iterations.dropped ?? 0)
    expect(counts?.iterations.dropped).toBeGreaterThan(offered / 10)
    expect((within['p95'] ?? 0) / due).toBeLessThan(0.8)
  })

  test('breaks the first step of stress-test-to-failure', async () => {
    const { summary } = await loaded('stress-test-to-failure', { TEST_DURATION: '20s', TEST_MAX_RATE: '150/s' })
    const broken = summary?.metrics['step_broken']?.values?.['value']
    const duration = summary?.metrics['http_req_duration']?.values?.['p(95)']
    expect(broken === undefined ? (duration ?? 0) > 1_000 : true).toBe(true)
  })
})
