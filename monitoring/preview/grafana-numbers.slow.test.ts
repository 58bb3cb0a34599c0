import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { prometheusAnswers } from '../../src/clients/prometheus-answers.ts'
import { type GrafanaServer, installedGrafana, realGrafana } from '../../src/clients/testing/grafana-server.ts'
import { utc } from '../../src/panels/calendar.ts'
import { readDashboard } from '../../src/panels/dashboard.ts'
import { parseInterval, roundedInterval } from '../../src/panels/interval.ts'
import { prometheusOver } from '../../src/panels/prometheus-api.ts'
import { queryPanel } from '../../src/panels/query.ts'
import { type PrometheusServer, startPrometheusServer } from '../../tests/support/prometheus-server.ts'
import { samplesOfThePast, span } from './testing/past.ts'

// The same queries through Grafana's own server (/api/ds/query) and through the preview's: what they ask and what comes of it.

const hasGrafana = Boolean(process.env['GRAFANA_URL']) || (await installedGrafana()) !== undefined
const scrape = '15s'

interface Case {
  readonly expr: string
  readonly width: number
  readonly hours: number
  readonly panelInterval?: string
  readonly interval?: string
  readonly intervalFactor?: number
}

const rate = 'rate(demo_requests_total[$__rate_interval])'
const cases: readonly Case[] = [
  { expr: rate, width: 400, hours: 6 },
  { expr: rate, width: 1200, hours: 0.25 },
  { expr: rate, width: 800, hours: 6, panelInterval: '1m' },
  { expr: rate, width: 800, hours: 6, interval: '1m' },
  { expr: rate, width: 800, hours: 6, interval: '90s' },
  { expr: rate, width: 333, hours: 6, interval: '$__rate_interval' },
  { expr: rate, width: 333, hours: 6, interval: '$__interval' },
  { expr: rate, width: 800, hours: 3, intervalFactor: 2 },
  { expr: 'increase(demo_requests_total[$__interval])', width: 100, hours: 6, interval: '90s' },
  { expr: 'max_over_time(demo_temperature[$__range])', width: 50, hours: 1.7 },
  { expr: 'demo_temperature + $__range_s + $__interval_ms + $__rate_interval_ms + $__range_ms', width: 640, hours: 5 },
]

interface GrafanaFrame {
  readonly schema: {
    readonly meta?: { readonly executedQueryString?: string }
    readonly fields: readonly { readonly labels?: Readonly<Record<string, string>> }[]
  }
  readonly data: { readonly values: readonly (readonly number[])[] }
}

const inOrder = (one: string, other: string): number => (one < other ? -1 : 1)
const lineOf = (labels: Readonly<Record<string, string>>, times: readonly unknown[], values: readonly unknown[]) =>
  JSON.stringify([Object.entries(labels).sort(([one], [other]) => inOrder(one, other)), times, values])

describe.skipIf(!hasGrafana)('the numbers of a real Grafana (GRAFANA_URL, or installed)', () => {
  let grafana: GrafanaServer | undefined
  let prometheus: PrometheusServer
  let source: string

  async function grafanaAnswers(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') {
    const { url = '', user, password } = grafana ?? {}
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
    return JSON.parse(text) as unknown
  }

  beforeAll(async () => {
    const { prometheus: program, promtool } = inject('tools')
    prometheus = await startPrometheusServer({
      program,
      configuration: '',
      history: { promtool, samples: samplesOfThePast() },
    })
    grafana = await realGrafana()
    source = `preview-numbers-${process.pid}`
    await grafanaAnswers('/api/datasources', {
      uid: source,
      name: source,
      type: 'prometheus',
      access: 'proxy',
      url: prometheus.url,
      jsonData: { timeInterval: scrape, httpMethod: 'POST' },
    })
  })
  afterAll(async () => {
    if (source) await grafanaAnswers(`/api/datasources/uid/${source}`, undefined, 'DELETE').catch(() => undefined)
    await grafana?.stop()
    await prometheus?.stop()
  })

  async function fromGrafana({ expr, width, hours, panelInterval, interval, intervalFactor }: Case) {
    const range = { from: span.to - hours * 3_600_000, to: span.to }
    // The interval that Grafana's page sends along: it alone knows how wide the panel is.
    const least = parseInterval(panelInterval ?? scrape) ?? 0
    const intervalMs = Math.max(roundedInterval((range.to - range.from) / width), least)
    const query = { refId: 'A', datasource: { type: 'prometheus', uid: source }, expr, range: true, intervalMs }
    const answer = (await grafanaAnswers('/api/ds/query', {
      queries: [{ ...query, maxDataPoints: width, interval, intervalFactor, utcOffsetSec: 0 }],
      from: String(range.from),
      to: String(range.to),
    })) as { readonly results: { readonly A: { readonly frames: readonly GrafanaFrame[] } } }
    const { frames } = answer.results.A
    const [, asked = '', step = ''] =
      /^Expr: (.*)\nStep: (.*)$/s.exec(frames[0]?.schema.meta?.executedQueryString ?? '') ?? []
    const lines = frames.map(({ schema, data }) =>
      lineOf(schema.fields[1]?.labels ?? {}, data.values[0] ?? [], data.values[1] ?? []),
    )
    return { asked, step, lines: lines.sort(inOrder) }
  }

  async function fromPreview({ expr, width, hours, panelInterval, interval, intervalFactor }: Case) {
    const targets = [{ refId: 'A', expr, interval, intervalFactor }]
    const [panel] = readDashboard({ panels: [{ type: 'timeseries', interval: panelInterval, targets }] }).panels
    if (panel === undefined) throw new Error('there is no panel')
    const { frames, problems } = await queryPanel(panel, width, {
      prometheus: prometheusOver(prometheusAnswers(prometheus.url)),
      scope: { variables: new Map(), texts: new Map() },
      span: { from: span.to - hours * 3_600_000, to: span.to },
      clock: { now: span.to, zone: utc },
      scrape: parseInterval(scrape) ?? 0,
    })
    expect(problems).toEqual([])
    const lines = frames.map(({ fields: [time, value] }) =>
      lineOf(value?.labels ?? {}, time?.values ?? [], value?.values ?? []),
    )
    return { asked: frames[0]?.fields[1]?.expression ?? '', step: frames[0]?.step, lines: lines.sort(inOrder) }
  }

  test.each(cases)('$expr over $hours h, $width wide, $panelInterval $interval $intervalFactor', async (given) => {
    const [theirs, ours] = await Promise.all([fromGrafana(given), fromPreview(given)])
    // Durations are written otherwise (`1m0s`, `1m`) and mean the same.
    const durations = (query: string) => query.replace(/\[([^\]]+)\]/g, (_, text: string) => `[${parseInterval(text)}]`)
    expect(durations(ours.asked)).toBe(durations(theirs.asked))
    expect(ours.step).toBe(parseInterval(theirs.step))
    expect(ours.lines.length).toBeGreaterThan(0)
    expect(ours.lines).toEqual(theirs.lines)
  })
})
