import { describe, expect, test } from 'vitest'
import { runScenario } from './testing/scenario-run.ts'
import { startWalletServer, type WalletServerOptions } from './testing/wallet-server.ts'

/** Short loads of scenarios, one of each way to keep account. */
const loads = {
  smoke: { environment: { TEST_DURATION: '3s' } },
  'load-test-basic': { options: ['--vus', '2', '--duration', '3s'] },
  'continuous-wallet-stress': { options: ['--vus', '2', '--duration', '5s'] },
} as const

async function loaded(scenario: keyof typeof loads, differing: WalletServerOptions) {
  const server = await startWalletServer(differing)
  try {
    const { outcome, counts } = await runScenario(scenario, server.url, loads[scenario])
    return { code: outcome.code, money: counts?.money, log: outcome.log, held: server.held() }
  } finally {
    await server.close()
  }
}

const everyLoad = Object.keys(loads) as (keyof typeof loads)[]

describe.each(everyLoad)('%s', (scenario) => {
  test.concurrent('finds all the money that it moved', async () => {
    const { money, code } = await loaded(scenario, {})
    expect(money).toMatchObject({ roomAbove: 0, roomBelow: 0 })
    expect(money?.checks).toBeGreaterThan(0)
    expect(code).not.toBe(107)
  })

  test.concurrent.each([
    ['losing', 'roomBelow'],
    ['doubling', 'roomAbove'],
  ] as const)('notices a service that is %s deposits, and breaks a threshold of plain k6', async (by, room) => {
    const { money, code } = await loaded(scenario, { miscount: { every: 3, by } })
    expect(money?.[room]).toBeLessThan(0)
    expect(code).toBe(99)
  })

  test.concurrent('claims nothing where answers do not say what is held', async () => {
    const { money } = await loaded(scenario, { emptyBodies: true })
    expect(money?.checks ?? 0).toBe(0)
    expect(money?.roomBelow ?? 0).toBeGreaterThanOrEqual(0)
  })

  test.concurrent('claims nothing of movements without an answer', async () => {
    const { money } = await loaded(scenario, { fault: { kind: 'cut', from: 140 } })
    expect(money?.roomAbove ?? 0).toBeGreaterThanOrEqual(0)
    expect(money?.roomBelow ?? 0).toBeGreaterThanOrEqual(0)
  })
})

test('the money of the pool is taken out again', async () => {
  const { held } = await loaded('smoke', {})
  expect(held).toBe(0)
})

test('of each class of unexpected answers one example is told, however many virtual users see it', async () => {
  const { log } = await loaded('load-test-basic', { fault: { kind: 'unavailable', from: 10 } })
  expect(Object.keys(log.examples())).toEqual(['server-error'])
  expect(log.examples()['server-error']).toMatch(/^\S+, (GET|POST) \/api\/v1\/\S+, was answered 503/)
  expect(log.text().match(/example of server-error/g)).toHaveLength(1)
})
