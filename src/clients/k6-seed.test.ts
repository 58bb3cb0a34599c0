import { describe, expect, test } from 'vitest'
import { runScenario, type ScenarioRun } from './testing/scenario-run.ts'
import { startWalletServer } from './testing/wallet-server.ts'

/** What was asked, in its order, without what is new in every run: references, users and the moment. */
async function sequence(scenario: string, seed: string, run: ScenarioRun): Promise<readonly string[]> {
  const server = await startWalletServer()
  try {
    await runScenario(scenario, server.url, { ...run, environment: { ...run.environment, TEST_SEED: seed } })
    const asked = server.asked.map(({ method, path, body }) => {
      const { amount, destinationWalletId } = body === '' ? {} : JSON.parse(body)
      return [method, path.replace(/load-test-[^/]+/, 'user'), amount, destinationWalletId].join(' ')
    })
    if (scenario !== 'continuous-wallet-stress') return asked
    // How many transactions fit between two creations is a matter of time: up to the shortest that is usual.
    return asked.slice(0, 16)
  } finally {
    await server.close()
  }
}

describe.each<[string, ScenarioRun]>([
  ['load-test-basic', { options: ['--vus', '1', '--iterations', '4'] }],
  ['continuous-wallet-stress', { options: ['--vus', '1', '--iterations', '2'] }],
  // One virtual user at a slow rate: two that send at once may arrive in either order.
  ['smoke', { options: ['--vus', '1', '--iterations', '40'] }],
])('%s', (scenario, run) => {
  test.concurrent('sends the same for the same seed, and something else for another', async () => {
    const [first, again, other] = await Promise.all(['7', '7', '8'].map((seed) => sequence(scenario, seed, run)))
    expect(first?.length).toBeGreaterThan(15)
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })
})
