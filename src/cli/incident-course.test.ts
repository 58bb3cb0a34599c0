import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { type PrometheusAlert, prometheusClient } from '../clients/prometheus.ts'
import { type IncidentEvent, runIncident } from './incident-course.ts'
import { type NotificationReceiver, receiveNotifications } from './incident-receiver.ts'

// Prometheus and Alertmanager answer what a test says here; demo-incident.slow.test.ts runs the real ones.

const page = { alertname: 'ErrorBudgetBurnsFast', service: 'wallet', slo: 'availability', severity: 'page' }
const ticket = { ...page, alertname: 'ErrorBudgetBurnsSlowly', severity: 'ticket' }
const ratios = ['1h', '5m', '6h', '30m'].map((window) => ({
  metric: { __name__: `slo:error_ratio:rate${window}`, service: 'wallet', slo: 'availability' },
  value: [0, '0.0001'],
}))

let folder: string
let receiver: NotificationReceiver
let server: Server
let url: string
let events: IncidentEvent[]
let shown: string[]
/** What Prometheus' rules say before the service is broken, while it is, and after. */
let answers: Readonly<Record<'healthy' | 'broken' | 'mended', readonly (typeof page)[]>>

const faultsFile = () => join(folder, 'faults')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incident-'))
  receiver = await receiveNotifications()
  answers = { healthy: [], broken: [page, ticket], mended: [ticket] }
  events = []
  shown = []
  server = createServer((request, response) => {
    const wasBroken = events.some(({ step }) => step === 'broken')
    const labels = answers[existsSync(faultsFile()) ? 'broken' : wasBroken ? 'mended' : 'healthy']
    const alerts: PrometheusAlert[] = labels.map((each) => ({
      labels: each,
      annotations: {},
      state: 'firing',
      activeAt: 0,
    }))
    const path = request.url ?? ''
    const body = path.startsWith('/api/v2/alerts')
      ? [{ labels: ticket, status: { state: 'suppressed', inhibitedBy: ['x'] } }]
      : { status: 'success', data: path.includes('alerts') ? { alerts } : { resultType: 'vector', result: ratios } }
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  receiver.close()
  server.close()
  server.closeAllConnections()
  await rm(folder, { recursive: true, force: true })
})

async function notify(status: 'firing' | 'resolved', labels = page): Promise<void> {
  const body = { receiver: 'page', status, alerts: [{ status, labels, annotations: { summary: 'burns' } }] }
  await fetch(receiver.url, { method: 'POST', body: JSON.stringify(body) })
}

async function run(
  more: { notifying?: boolean; lost?: Promise<never>; interrupted?: AbortSignal; patience?: number } = {},
): Promise<void> {
  await runIncident({
    service: wallet,
    faults: 'errors=20%',
    faultsFile: faultsFile(),
    prometheus: prometheusClient({ url }),
    alertmanagerUrl: url,
    received: receiver.received,
    interrupted: more.interrupted ?? new AbortController().signal,
    lost: more.lost ?? new Promise(() => undefined),
    waiting: (text) => shown.push(text),
    patience: more.patience ?? 0.01,
    tell(event) {
      events.push(event)
      if (more.notifying === false) return
      if (event.step === 'fires') void notify('firing', ticket).then(() => notify('firing'))
      if (event.step === 'ends') void notify('resolved')
    },
  })
}

describe('an incident', () => {
  it('takes its course, and tells each step', async () => {
    await run({ patience: 0.1 })
    const steps = ['healthy', 'broken', 'fires', 'notified', 'silenced', 'mended', 'ends', 'resolved']
    expect(events.map(({ step }) => step)).toEqual(steps)
    expect(events[2]?.text).toBe('in Prometheus: ErrorBudgetBurnsFast (availability)')
    expect(events[3]).toMatchObject({ text: expect.stringContaining('receiver page'), details: ['burns'] })
    expect(events[4]?.text).toBe('by the page: ErrorBudgetBurnsSlowly (availability)')
    expect(existsSync(faultsFile())).toBe(false)
  })

  it('shows while it waits how near the service is to a page', async () => {
    answers = { ...answers, broken: [] }
    await expect(run()).rejects.toThrow()
    expect(shown.at(-1)).toMatch(/^0:\d\d waiting for a page; availability: 6h 0.01%, 30m 0.01%, a page above 0.6%$/)
  })

  it.each([
    ['the page does not come: a ticket is none', { broken: [ticket] }, true, /^a page did not come/, 1],
    ['nobody is told of it', {}, false, /^its notification did not come/, 1],
    ['the page does not end', { mended: [page] }, true, /^the end of the page did not come/, 1],
    ['a page fires before anything is broken', { healthy: [page] }, true, /^healthy traffic did not come/, 3],
  ])('fails in words when %s', async (_, changes, notifying, message, code) => {
    answers = { ...answers, ...changes }
    await expect(run({ notifying })).rejects.toMatchObject({ message: expect.stringMatching(message), code })
  })

  it('ends at once when its load is lost, or when it is interrupted', async () => {
    await expect(run({ lost: Promise.reject(new Error('k6 has gone')) })).rejects.toThrow('k6 has gone')
    await expect(run({ interrupted: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })
})
