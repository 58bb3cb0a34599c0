import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePort } from '../monitoring/stack/ports.ts'
import { wallet } from '../services/wallet.ts'
import { discard, ended, judged, until, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'

interface Notification {
  readonly receiver: string
  readonly groupLabels: Readonly<Record<string, string>>
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[]
}

interface ListedAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] }
}

const burning = { alertname: 'ErrorBudgetBurnsFast', severity: 'page', service: 'wallet', slo: 'p95', tier: '1' }
const slowly = { ...burning, alertname: 'ErrorBudgetBurnsSlowly', severity: 'ticket' }
const down = { alertname: 'ServiceDown', severity: 'page', service: 'wallet', tier: '1' }
const limit = { alertname: 'CpuAboveLimit', severity: 'ticket', service: 'wallet', tier: '1' }

const folder = written(alerts([wallet]))
const configuration = join(folder, 'fleet/alertmanager.yml')
const notifications: Notification[] = []
let address = ''
let alertmanager: ChildProcess | undefined
let webhook: Server

async function raise(...raised: readonly Readonly<Record<string, string>>[]): Promise<void> {
  const response = await fetch(`${address}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(raised.map((labels) => ({ labels }))),
  })
  if (!response.ok) throw new Error(await response.text())
}

/** The alerts that are inhibited among these, by name, once Alertmanager has taken all of them in. */
async function inhibited(service: string, amount: number): Promise<readonly string[]> {
  const listed = await until(`${amount} alerts of ${service}`, async () => {
    const response = await fetch(`${address}/api/v2/alerts?filter=service%3D%22${service}%22`)
    const all = (await response.json()) as readonly ListedAlert[]
    return all.length === amount && all.every(({ status }) => status.state !== 'unprocessed') ? all : undefined
  })
  return listed
    .filter(({ status }) => status.inhibitedBy.length > 0)
    .map(({ labels }) => `${labels['alertname']} ${labels['slo'] ?? ''}`.trim())
    .sort()
}

beforeAll(async () => {
  webhook = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      notifications.push(JSON.parse(body) as Notification)
      response.end()
    })
  })
  const webhookPort = await freePort()
  await new Promise<void>((resolve) => webhook.listen(webhookPort, '127.0.0.1', resolve))
  writeFileSync(join(folder, 'webhook_url'), `http://127.0.0.1:${webhookPort}/\n`)
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  alertmanager = spawn(
    inject('tools').alertmanager,
    [
      `--config.file=${configuration}`,
      '--storage.path=data',
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { cwd: folder, stdio: 'ignore' },
  )
  await until('Alertmanager to be ready', async () =>
    (await fetch(`${address}/-/ready`).catch(() => undefined))?.ok ? true : undefined,
  )
})

afterAll(async () => {
  await ended(alertmanager)
  webhook.close()
  discard(folder)
})

describe("Alertmanager's configuration", () => {
  it('is clean under amtool', () => {
    const { code, output } = judged(inject('tools').amtool, ['check-config', configuration], folder)
    expect(code, output).toBe(0)
  })

  it.each([
    ['a page of a service of tier 1', burning, 'page'],
    ['a service of tier 1 that is down', down, 'page'],
    ['a page of a service of tier 2', { ...burning, tier: '2' }, 'ticket'],
    ['a ticket of a service of tier 1', slowly, 'ticket'],
    ['a limit', limit, 'ticket'],
    ['an alert that nobody labelled', { alertname: 'Other' }, 'ticket'],
  ])('routes %s', (_, labels: Readonly<Record<string, string>>, receiver) => {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`)
    const parameters = ['config', 'routes', 'test', `--config.file=${configuration}`, ...pairs]
    const { code, output } = judged(inject('tools').amtool, parameters, folder)
    expect(code, output).toBe(0)
    expect(output.trim()).toBe(receiver)
  })

  it('lets a page silence the ticket of the same SLO of the same service, and nothing else', async () => {
    const of = (alert: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => ({
      ...alert,
      service: 'paged',
      ...more,
    })
    await raise(of(burning), of(slowly), of(slowly, { slo: 'p99' }), of(limit))
    await raise({ ...slowly, service: 'bystander' })
    expect(await inhibited('paged', 4)).toEqual(['ErrorBudgetBurnsSlowly p95'])
    expect(await inhibited('bystander', 1)).toEqual([])
  })

  it.each(['ServiceDown', 'ServiceAbsent'])('lets %s silence all else of the service', async (alertname) => {
    const service = alertname.toLowerCase()
    await raise(...[{ ...down, alertname }, burning, slowly, limit].map((alert) => ({ ...alert, service })))
    expect(await inhibited(service, 4)).toEqual([
      'CpuAboveLimit',
      'ErrorBudgetBurnsFast p95',
      'ErrorBudgetBurnsSlowly p95',
    ])
  })

  it('delivers what belongs to one service as one notification, to the address in the file', async () => {
    await raise({ ...burning, service: 'grouped' }, { ...burning, service: 'grouped', slo: 'availability' })
    const first = await until('a notification', () =>
      notifications.find(({ groupLabels }) => groupLabels['service'] === 'grouped'),
    )
    expect(first.receiver).toBe('page')
    expect(first.alerts.map(({ labels }) => labels['slo']).sort()).toEqual(['availability', 'p95'])
  })
})
