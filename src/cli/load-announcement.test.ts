import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { judge } from '../analysis/judge.ts'
import { goodEvidence } from '../analysis/testing/evidence.ts'
import { prometheusClient } from '../clients/prometheus.ts'
import { type PrometheusServer, startPrometheus } from '../clients/testing/prometheus-server.ts'
import type { Context } from './context.ts'
import { announced } from './load-announcement.ts'
import { remoteWriteOf } from './load-target.ts'

let prometheus: PrometheusServer
beforeAll(async () => {
  prometheus = await startPrometheus({ binary: inject('tools').prometheus })
})
afterAll(() => prometheus.stop())

const verdict = judge(wallet, goodEvidence(wallet))
const run = { testid: verdict.testid, service: 'wallet', scenario: 'basic', versions: { k6: '1.8.1' } }

/** Tells of a run from its beginning to its end; gives what was said meanwhile. */
async function told(environment: Readonly<Record<string, string>>, prometheusUrl = prometheus.url): Promise<string> {
  let said = ''
  const write = (text: string) => {
    said += text
  }
  const stream = { write, isTerminal: false, columns: 80 }
  const context: Context = {
    directory: '/',
    environment,
    stdout: stream,
    stderr: stream,
    interrupted: new AbortController().signal,
  }
  const announcement = await announced(run, remoteWriteOf({}, { prometheusUrl }), context)
  await announcement.end(verdict)
  return said
}

// Nothing listens on this port.
const nowhere = { SIDELIGHT_PORT_GRAFANA: '1' }

test('Prometheus holds the run, its outcome, and each row that was measured', async () => {
  expect(await told(nowhere)).toBe('')
  const client = prometheusClient({ url: prometheus.url })
  const [info] = await client.query(`sidelight_run_info{testid="${run.testid}"}`)
  expect(info?.labels).toMatchObject({ service: 'wallet', scenario: 'basic', k6: '1.8.1' })
  const [outcome] = await client.query('sidelight_run_outcome')
  expect(outcome?.labels).toMatchObject({ outcome: 'held' })
  const kept = await client.query('sidelight_verdict_kept')
  const measured = verdict.rows.filter(({ result }) => result !== 'unmeasured')
  expect(kept.map(({ labels }) => labels['row']).sort()).toEqual(measured.map(({ id }) => id).sort())
  const [p95] = await client.query('sidelight_verdict_value{row="slo.p95.client"}')
  expect(p95?.value).toBe(1)
})

test('Grafana is told of beginning and end in each dashboard that it has', async () => {
  const asked: { method: string; path: string; body: Record<string, unknown> }[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const body = JSON.parse(text) as Record<string, unknown>
    asked.push({ method: request.method ?? '', path: request.url ?? '', body })
    const isThere = body['dashboardUID'] !== 'load-test'
    response.writeHead(isThere ? 200 : 404).end(JSON.stringify(isThere ? { id: 7, message: 'ok' } : { message: 'no' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    expect(await told({ GRAFANA_URL: url, GRAFANA_TOKEN: 'token' })).toBe('')
  } finally {
    server.close()
    server.closeAllConnections()
  }
  const begun = asked.filter(({ method }) => method === 'POST')
  expect(begun.map(({ body }) => body['dashboardUID']).sort()).toEqual(['load-test', 'wallet-golden-metrics'])
  const [end, ...more] = asked.filter(({ method }) => method === 'PATCH')
  expect(more).toEqual([])
  expect(end).toMatchObject({
    path: '/api/annotations/7',
    body: { tags: expect.arrayContaining(['held', run.testid]) },
  })
  expect(end?.body['timeEnd']).toBeGreaterThanOrEqual(Number(begun[0]?.body['time']))
})

test('what is not there is said where someone named it, and stops nothing', async () => {
  expect(await told({ GRAFANA_URL: 'http://127.0.0.1:1' })).toMatch(
    /^Grafana at http:\/\/127\.0\.0\.1:1 .*The run goes on/,
  )
  expect(await told(nowhere, 'http://127.0.0.1:1')).toMatch(/^The remote write at .* refused the connection/)
})
