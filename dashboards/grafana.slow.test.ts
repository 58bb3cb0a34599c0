import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { expandQuery } from '../src/model/grafana-variables.ts'
import { type PrometheusServer, startPrometheusServer } from '../tests/support/prometheus-server.ts'
import { allDashboards, classicFile, resourceFile } from './index.ts'
import { boardOf } from './testing/board.ts'
import { began, earlierRun, ended, historyOf, run, scrape } from './testing/history.ts'
import { faultyWallet, healthyBareJvm, healthyFullJvm } from './testing/scripts.ts'

// A real Grafana takes every dashboard, gives it back as it was, and asks a real Prometheus every query. It is named by
// GRAFANA_URL, with GRAFANA_USER and GRAFANA_PASSWORD (both "admin" where left out): an empty one, for it is written to.

const grafana = process.env['GRAFANA_URL']
const user = process.env['GRAFANA_USER'] ?? 'admin'
const password = process.env['GRAFANA_PASSWORD'] ?? 'admin'
const scripts = [faultyWallet, healthyBareJvm, healthyFullJvm]
const all = allDashboards(scripts.map(({ service }) => service))
const artefacts = all.map(classicFile)
const resources = all.map((one) => ({
  uid: one.dashboard.uid,
  classic: JSON.parse(classicFile(one).body) as Record<string, unknown>,
  resource: JSON.parse(resourceFile(one).body) as Record<string, unknown>,
}))
const folder = 'sidelight-test-dashboards'
const dataSource = 'sidelight-test-prometheus'

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

async function call(method: string, path: string, content?: unknown): Promise<Answer> {
  const response = await fetch(`${grafana}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(content === undefined ? {} : { body: JSON.stringify(content) }),
  })
  return { status: response.status, body: JSON.parse((await response.text()) || '{}') as Record<string, unknown> }
}

describe.skipIf(grafana === undefined)('in a real Grafana', () => {
  let prometheus: PrometheusServer

  beforeAll(async () => {
    const { prometheus: program, promtool } = inject('tools')
    const history = { promtool, samples: historyOf(scripts) }
    prometheus = await startPrometheusServer({ program, configuration: '', history })
    const created = await call('POST', '/api/datasources', {
      ...{ uid: dataSource, name: dataSource, type: 'prometheus', access: 'proxy', url: prometheus.url },
      jsonData: { timeInterval: `${scrape}s`, httpMethod: 'POST' },
    })
    expect(created.status).toBe(200)
    expect((await call('POST', '/api/folders', { uid: folder, title: folder })).status).toBe(200)
  })

  afterAll(async () => {
    await call('DELETE', `/api/folders/${folder}`)
    await call('DELETE', `/api/datasources/uid/${dataSource}`)
    await prometheus?.stop()
  })

  it.each(artefacts)('$path is saved and given back unchanged', async ({ body }) => {
    const dashboard = JSON.parse(body) as Record<string, unknown>
    const saved = await call('POST', '/api/dashboards/db', { dashboard, folderUid: folder, overwrite: false })
    expect(saved.status).toBe(200)
    const read = await call('GET', `/api/dashboards/uid/${dashboard['uid']}`)
    // Grafana numbers dashboards and their versions itself.
    const { id: _, version: __, ...content } = read.body['dashboard'] as Record<string, unknown>
    expect(content).toEqual(dashboard)
  })

  it.each(resources)(
    '$uid as a resource is what Grafana makes of the classic one, and is kept unchanged',
    async (one) => {
      const { uid, classic, resource } = one
      const group = '/apis/dashboard.grafana.app'
      const path = (version: string, name = '') => `${group}/${version}/namespaces/default/dashboards/${name}`
      const metadata = { name: `${uid}-resource` }
      const specOf = (answer: Answer) => answer.body['spec'] as Record<string, unknown>
      const { uid: _, ...spec } = classic
      const old = { apiVersion: 'dashboard.grafana.app/v1beta1', kind: 'Dashboard', metadata, spec }
      expect((await call('POST', path('v1beta1'), old)).status).toBe(201)
      const converted = specOf(await call('GET', path('v2beta1', metadata.name)))
      await call('DELETE', path('v1beta1', metadata.name))
      const saved = await call('POST', `${path('v2beta1')}?fieldValidation=Strict`, { ...resource, metadata })
      await call('DELETE', path('v2beta1', metadata.name))
      expect(saved.status).toBe(201)
      expect(specOf(saved)).toEqual(resource['spec'])
      // Grafana adds its own annotation to what it converts.
      const annotations = (
        converted['annotations'] as readonly { readonly spec: { readonly builtIn: boolean } }[]
      ).filter((annotation) => !annotation.spec.builtIn)
      expect({ ...converted, annotations }).toEqual(resource['spec'])
    },
  )

  it.each(artefacts)('the queries of $path are answered', async (artefact) => {
    const { document, queries } = boardOf(artefact)
    const choices = { compare: earlierRun.testid, shift: String(run.from - earlierRun.from) }
    const time = { step: scrape, scrapeInterval: scrape, range: ended - began }
    const asked = queries.map(({ expression, instant }, index) => ({
      refId: `Q${index}`,
      datasource: { uid: dataSource, type: 'prometheus' },
      expr: expandQuery(expression, document, time, choices),
      ...{ range: !instant, instant, intervalMs: scrape * 1000, maxDataPoints: 500, format: 'time_series' },
    }))
    const answer = await call('POST', '/api/ds/query', {
      queries: asked,
      from: String(began * 1000),
      to: String(ended * 1000),
    })
    const results = answer.body['results'] as Record<string, { error?: string; status: number }>
    expect(Object.values(results).flatMap(({ error }) => error ?? [])).toEqual([])
    expect(Object.keys(results)).toHaveLength(queries.length)
  })
})
