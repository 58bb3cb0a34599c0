import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exitCode } from '../model/failure.ts'
import { sloCommand } from './slo.ts'
import { type LoadBench, loadBench } from './testing/load-bench.ts'

// A Prometheus that answers what a test says; that the real one records these series is shown in alerts/.

type Values = Readonly<Record<string, number>>

const slos = ['p95', 'p99', 'availability', 'business-errors'] as const
/** Recorded series -> SLO -> value. */
let recorded: Record<string, Values>
let bench: LoadBench
let server: Server
let url: string

const all = (value: number): Values => Object.fromEntries(slos.map((slo) => [slo, value]))

beforeEach(async () => {
  bench = await loadBench({ NO_COLOR: '1' })
  recorded = {
    'slo:objective:ratio': all(0.999),
    'slo:window_coverage:ratio': all(1),
    'slo:error_budget_remaining:ratio': all(0.9),
    'slo:burn_rate:rate1h': all(0.5),
    'slo:error_budget_lasts:seconds': all(4_665_600),
  }
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const series = recorded[new URLSearchParams(body).get('query') ?? ''] ?? {}
    const result = Object.entries(series).map(([slo, value]) => ({
      metric: { service: 'wallet', slo, window: '30d' },
      value: [0, String(value)],
    }))
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.close()
  server.closeAllConnections()
  await bench.remove()
})

async function slo(...words: readonly string[]) {
  let code: number | undefined
  const command = sloCommand(bench.context, (result) => {
    code = result
  })
  await command.parseAsync(words, { from: 'user' })
  return { code, ...bench.output }
}

const budget = (...words: readonly string[]) => slo('budget', '--prometheus-url', url, ...words)

describe('slo budget', () => {
  test('shows every SLO: objective, what is left, burn rate, how long it lasts, coverage, policy', async () => {
    recorded['slo:burn_rate:rate1h'] = { ...all(0.5), p99: 0, availability: 14.44 }
    recorded['slo:error_budget_lasts:seconds'] = { p95: 4_665_600, availability: 161_000 }
    recorded['slo:error_budget_remaining:ratio'] = { ...all(0.9), availability: 0.4, p99: 0.1234 }
    const { code, stdout, stderr } = await budget()
    expect(stdout).toBe(
      [
        'SERVICE  SLO              OBJECTIVE  LEFT   BURN  LASTS  SEEN  POLICY',
        'wallet   p95              95% 30d    90%    0.5   54d    100%  ok',
        'wallet   p99              99% 30d    12.3%  0     -      100%  ticket',
        'wallet   availability     99.9% 30d  40%    14    1.9d   100%  warn',
        'wallet   business-errors  99.9% 30d  90%    0.5   -      100%  ok',
        '',
      ].join('\n'),
    )
    expect([code, stderr]).toEqual([exitCode.held, ''])
  })

  test('fits 80 columns at its widest', async () => {
    recorded['slo:error_budget_remaining:ratio'] = all(-98.76543)
    recorded['slo:burn_rate:rate1h'] = all(1000)
    recorded['slo:window_coverage:ratio'] = all(0.0123)
    const { stdout } = await budget()
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('ends with 1 when the policy says stop, also when another SLO is not measured', async () => {
    recorded['slo:error_budget_remaining:ratio'] = { ...all(0.9), availability: -0.01 }
    recorded['slo:window_coverage:ratio'] = { ...all(1), p95: 0 }
    const { code, stdout, stderr } = await budget()
    expect(stdout).toMatch(/availability .*-1% .* spent .*freeze\n/)
    expect([code, stderr]).toEqual([exitCode.broken, expect.stringContaining('The error-budget policy says stop')])
  })

  test('ends with 3 when an SLO is not measured, and says why', async () => {
    recorded['slo:window_coverage:ratio'] = { ...all(1), p95: 0 }
    const { code, stdout, stderr } = await budget()
    expect(stdout).toContain('wallet p95: nothing has counted its events within its window\n')
    expect([code, stderr]).toEqual([exitCode.unmeasured, expect.stringContaining('Not every error budget is measured')])
  })

  test('ends with 3 when Prometheus has none of the rules', async () => {
    recorded = {}
    expect(await budget()).toMatchObject({ code: exitCode.unmeasured, stdout: expect.stringContaining('its rules') })
  })

  test('without traffic nothing burns', async () => {
    for (const name of ['slo:error_budget_remaining:ratio', 'slo:burn_rate:rate1h', 'slo:error_budget_lasts:seconds'])
      recorded[name] = {}
    expect(await budget()).toMatchObject({
      code: exitCode.held,
      stdout: expect.stringMatching(/p95 +95% 30d +100% +idle +- +100% +ok\n/),
    })
  })

  test('gives the same as JSON', async () => {
    const { stdout } = await budget('--json')
    expect(JSON.parse(stdout)).toMatchObject({
      budgets: slos.map((id) => ({
        service: 'wallet',
        slo: id,
        window: '30d',
        coverage: 1,
        remaining: 0.9,
        burnRate: 0.5,
        lasts: 4_665_600,
      })),
    })
  })

  test('keeps to one service', async () => {
    expect((await budget('--service', 'wallet')).code).toBe(exitCode.held)
    await expect(budget('--service', 'wale')).rejects.toMatchObject({
      code: exitCode.usage,
      mend: 'There are: wallet.',
    })
  })

  test('a Prometheus that is down is 3, in words', async () => {
    server.close()
    await expect(budget()).rejects.toMatchObject({
      code: exitCode.unmeasured,
      message: expect.stringMatching(/^Prometheus at http:\/\/127\.0\.0\.1:\d+ refused the connection\.$/),
    })
  })
})

describe('slo backfill-rules', () => {
  test('writes the rounds, and not among other files', async () => {
    const folder = join(bench.results, 'backfill')
    const { code, stdout, stderr } = await slo('backfill-rules', folder)
    expect(stdout.trim().split('\n').slice(0, 2)).toEqual([join(folder, '01/rules.yml'), join(folder, '02/rules.yml')])
    expect([code, stderr]).toEqual([exitCode.held, expect.stringContaining('7 rounds.')])
    expect(await readFile(join(folder, '05/rules.yml'), 'utf8')).toContain('record: slo:events:added')
    await expect(slo('backfill-rules', folder)).rejects.toMatchObject({ code: exitCode.usage })
  })
})
