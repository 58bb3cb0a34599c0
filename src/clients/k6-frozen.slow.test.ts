import { describe, expect, test } from 'vitest'
import type { LoadCounts } from '../analysis/load-counts.ts'
import { runScenario } from './testing/scenario-run.ts'
import { startWalletServer } from './testing/wallet-server.ts'

// Five seconds of every ten nothing is answered: the true P95 of requests that come all the time is about 4.5 s.
const freeze = { every: 10_000, lasting: 5_000 }

/** Share of the requests that were due that kept the latency SLO: 95% is promised. */
function keptOf(counts: LoadCounts | undefined): number {
  const due = (counts?.total.offered ?? 0) + (counts?.iterations.dropped ?? 0)
  return (counts?.total.within['p95'] ?? 0) / due
}

async function loaded(scenario: string, environment: Readonly<Record<string, string>>) {
  const server = await startWalletServer({ freeze })
  try {
    return await runScenario(scenario, server.url, { environment })
  } finally {
    await server.close()
  }
}

describe('a service that freezes 5 s in every 10', () => {
  test.each<[string, Record<string, string>]>([
    ['smoke', { TEST_DURATION: '30s' }],
    ['soak', { TEST_DURATION: '30s' }],
    ['spike', { TEST_DURATION: '30s' }],
    ['peak', { TEST_DURATION: '30s' }],
    ['stress-test-to-failure', { TEST_DURATION: '20s', TEST_MAX_RATE: '100/s' }],
    ['extreme-stress', { TEST_DURATION: '20s', TEST_MAX_RATE: '100/s' }],
  ])('shows a P95 of seconds in %s', async (scenario, environment) => {
    const { counts } = await loaded(scenario, environment)
    expect(counts?.total.latency?.p95).toBeGreaterThan(1_000)
    expect(keptOf(counts)).toBeLessThan(0.8)
  })

  test('shows it with so few virtual users that most requests are dropped, too', async () => {
    const { counts } = await loaded('soak', { TEST_DURATION: '30s', TEST_VUS: '20' })
    expect(counts?.iterations.dropped).toBeGreaterThan((counts?.total.offered ?? 0) / 10)
    expect(keptOf(counts)).toBeLessThan(0.8)
  })
})
