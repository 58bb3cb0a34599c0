import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { dump } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePort } from '../monitoring/stack/ports.ts'
import { wallet } from '../services/wallet.ts'
import { records } from '../src/model/names.ts'
import { discard, ended, until, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'
import { withSlo } from './testing/fleets.ts'

// A real Prometheus that has just been started beside a service that fails one request in ten.

// Another window, so that the rules of several windows are seen side by side.
const service = withSlo(wallet, 'weekly', { kind: 'availability', title: 'Weekly', objective: '99%', window: '7d' })
const folder = written(alerts([service]))
let scrapes = 0
let address = ''
let prometheus: ChildProcess | undefined
let target: Server

function exposition(): string {
  scrapes += 1
  const label = 'method="POST",uri="/api/v1/wallets"'
  const answers = (status: string, perScrape: number) => [
    ...['0.1', '0.2', '+Inf'].map(
      (le) => `http_server_requests_seconds_bucket{${label},status="${status}",le="${le}"} ${scrapes * perScrape}`,
    ),
    `http_server_requests_seconds_count{${label},status="${status}"} ${scrapes * perScrape}`,
    `http_server_requests_seconds_sum{${label},status="${status}"} ${scrapes * perScrape * 0.05}`,
  ]
  const business = ['created', 'failed'].map((name) => `wallet_operations_${name}_total ${scrapes * 10}`)
  return `${[...answers('201', 90), ...answers('500', 10), ...business].join('\n')}\n`
}

async function api(path: string): Promise<unknown> {
  return ((await (await fetch(`${address}/api/v1/${path}`)).json()) as { data: unknown }).data
}

interface Found {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

async function query(text: string): Promise<readonly Found[]> {
  return ((await api(`query?query=${encodeURIComponent(text)}`)) as { result: readonly Found[] }).result
}

beforeAll(async () => {
  const targetPort = await freePort()
  target = createServer((_, response) => response.setHeader('content-type', 'text/plain').end(exposition()))
  await new Promise<void>((resolve) => target.listen(targetPort, '127.0.0.1', resolve))
  const configuration = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    // Prometheus takes a wildcard in the last part of a path alone.
    rule_files: ['fleet', service.name].map((name) => `${name}/*.rules.yml`),
    scrape_configs: [{ job_name: service.job, static_configs: [{ targets: [`127.0.0.1:${targetPort}`] }] }],
  }
  writeFileSync(join(folder, 'prometheus.yml'), dump(configuration))
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  prometheus = spawn(
    inject('tools').prometheus,
    ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`],
    { cwd: folder, stdio: 'ignore' },
  )
  await until('Prometheus to be ready', async () =>
    (await fetch(`${address}/-/ready`).catch(() => undefined))?.ok ? true : undefined,
  )
})

afterAll(async () => {
  await ended(prometheus)
  target.close()
  discard(folder)
})

describe('a fresh Prometheus', () => {
  it('has every recorded series of every SLO as soon as there are two scrapes', async () => {
    const everywhere = [
      records.objective,
      records.budgetRemaining,
      records.burnRate('1h'),
      ...['5m', '30m', '1h', '2h', '6h', '1d', '3d', '7d', '30d'].map(records.ratio),
    ]
    const slos = Object.keys(service.slos)
    for (const event of ['all', 'bad'])
      await until(`counts of ${event} events`, async () =>
        (await query(`${records.count}{event="${event}"}`)).length === slos.length ? true : undefined,
      )
    for (const record of everywhere) {
      const found = await until(record, async () => {
        const series = await query(record)
        return series.length === slos.length ? series : undefined
      })
      expect(found.map(({ metric }) => metric['slo']).sort()).toEqual([...slos].sort())
      for (const { metric, value } of found) {
        expect(metric['service']).toBe('wallet')
        expect(Number.isFinite(Number(value[1]))).toBe(true)
      }
    }
    const [ratio] = await query(`${records.ratio('30d')}{slo="availability"}`)
    expect(Number(ratio?.value[1])).toBeCloseTo(0.1, 6)
  })

  it('raises the page with the current values and a link', async () => {
    const alert = await until('the page', async () => {
      const { alerts: active } = (await api('alerts')) as {
        alerts: readonly { labels: Record<string, string>; annotations: Record<string, string> }[]
      }
      return active.find(
        ({ labels, annotations }) =>
          labels['alertname'] === 'ErrorBudgetBurnsFast' &&
          labels['slo'] === 'availability' &&
          // The budget is recorded by another group, which may come a moment later.
          !annotations['description']?.includes('unknown'),
      )
    })
    expect(alert.labels).toEqual({
      alertname: 'ErrorBudgetBurnsFast',
      service: 'wallet',
      slo: 'availability',
      severity: 'page',
      tier: '1',
      window: '30d',
    })
    expect(alert.annotations).toEqual({
      summary: 'wallet: SLO availability burns its error budget at 100.0 times the sustainable rate',
      description:
        'Bad events: 10% in the last 5m, 10% in the last 1h. Left of the error budget of 30d: -9900%. ' +
        'Fires above a burn rate of 14.4 over 1h and 5m, or 6 over 6h and 30m.',
      dashboard: '/d/wallet-golden-metrics',
      runbook_url: 'generated/runbooks/wallet/ErrorBudgetBurnsFast.md',
    })
  })

  it('evaluates every rule without an error', async () => {
    const rules = await until('all rules evaluated', async () => {
      const { groups } = (await api('rules')) as {
        groups: readonly { rules: readonly { name: string; health: string; lastError?: string }[] }[]
      }
      const all = groups.flatMap((group) => group.rules)
      return all.every(({ health }) => health !== 'unknown') ? all : undefined
    })
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([])
  })
})
