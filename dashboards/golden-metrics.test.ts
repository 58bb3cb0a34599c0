import { describe, expect, test } from 'vitest'
import { wallet } from '../services/wallet.ts'
import type { DashboardDocument } from '../src/model/grafana-variables.ts'
import { customOptions, expandQuery, queriesOf } from '../src/model/grafana-variables.ts'
import { dataSourceUid, scrapeInterval } from '../src/model/names.ts'
import { goldenMetrics } from './golden-metrics.ts'
import { dashboards } from './index.ts'
import { metricsKnownFor, metricsOf } from './testing/metrics-of.ts'
import { bareJvm, fullJvm, variants } from './testing/variants.ts'

const time = { step: 5, scrapeInterval: 5, range: 900 }
const json = (service: typeof wallet): DashboardDocument => JSON.parse(JSON.stringify(goldenMetrics(service)))
const panelsOf = (service: typeof wallet) =>
  (goldenMetrics(service).panels ?? []).flatMap((panel) => ('fieldConfig' in panel ? [panel] : []))
const panelTitled = (service: typeof wallet, title: string) => {
  const panel = panelsOf(service).find((candidate) => candidate.title === title)
  if (panel === undefined) throw new Error(`no panel "${title}" among ${panelsOf(service).map((each) => each.title)}`)
  return panel
}
const bound = (service: typeof wallet, title: string) =>
  panelTitled(service, title).fieldConfig?.defaults.thresholds?.steps.map(({ value }) => value)

const ofService = ['golden-metrics', 'overview', 'business', 'service', 'infrastructure', 'slo']

test('a service gets one file for each kind of dashboard, which ends in a newline and is the same every time', () => {
  const generated = dashboards([wallet])
  expect(generated.map(({ path }) => path)).toEqual([
    ...ofService.map((kind) => `generated/dashboards/wallet/wallet-${kind}.json`),
    'generated/dashboards/fleet/fleet-overview.json',
    'generated/dashboards/fleet/load-test.json',
  ])
  for (const { body } of generated) expect(body).toMatch(/^\{\n {2}"[\s\S]*\}\n$/)
  expect(dashboards([wallet])).toEqual(generated)
})

test('every service of a fleet has its own, and the fleet has one of each', () => {
  const paths = dashboards(variants).map(({ path }) => path)
  for (const { name } of variants) expect(paths).toContain(`generated/dashboards/${name}/${name}-golden-metrics.json`)
  expect(paths.filter((path) => path.includes('/fleet/'))).toHaveLength(2)
  expect(new Set(paths).size).toBe(paths.length)
})

test('a service without business counters or measurable promises has no dashboard about them', () => {
  const { business: _, ...plain } = { ...wallet, slos: {} }
  const paths = dashboards([plain]).map(({ path }) => path)
  expect(paths.filter((path) => /business|slo\.json/.test(path))).toEqual([])
})

describe.each(variants)('of $name', (service) => {
  const dashboard = goldenMetrics(service)

  test('has the rows in the order in which people look', () => {
    const rows = (dashboard.panels ?? []).filter((panel) => panel.type === 'row').map((panel) => panel.title)
    expect(rows).toEqual(['Latency', 'Traffic', 'Errors', 'Saturation', 'SLO compliance', 'Load'])
  })
  test('refreshes with the scrape, shares the crosshair, shows minutes', () => {
    expect(dashboard).toMatchObject({ refresh: scrapeInterval, graphTooltip: 1, time: { from: 'now-15m', to: 'now' } })
  })
  test('every panel has thresholds, a text for no data, and the chosen data source', () => {
    for (const panel of panelsOf(service)) {
      expect(panel.fieldConfig?.defaults.thresholds?.steps.length, panel.title).toBeGreaterThan(0)
      expect(panel.fieldConfig?.defaults.noValue, panel.title).toBeTruthy()
      expect(panel.datasource?.uid, panel.title).toBe('$' + '{datasource}')
    }
  })
  test('every description says what is good', () => {
    for (const { title, description } of panelsOf(service)) {
      expect(description, title).toMatch(/Good:|no bad value|no promise|correct answers/)
    }
  })
  test('every time series has a visible legend, and every query a name', () => {
    for (const panel of panelsOf(service).filter(({ type }) => type === 'timeseries')) {
      expect(panel.options.legend.showLegend, panel.title).toBe(true)
      for (const target of panel.targets ?? []) expect(Reflect.get(target, 'legendFormat'), panel.title).toBeTruthy()
    }
  })
  test('asks for no metric that nobody exposes', () => {
    const known = metricsKnownFor(service)
    expect([...metricsOf(json(service))].filter((name) => !known.has(name))).toEqual([])
  })
})

test('a metric that nobody exposes is noticed', () => {
  const planted = {
    panels: [{ title: 'x', targets: [{ refId: 'A', expr: 'sum(rate(nobody_exposes_this_total[1m]))' }] }],
  }
  expect([...metricsOf(planted)].filter((name) => !metricsKnownFor(wallet).has(name))).toEqual([
    'nobody_exposes_this_total',
  ])
})

describe('bounds come from the definition', () => {
  test('of latency and availability SLOs, limits and the run promise', () => {
    expect(bound(wallet, 'P95 response time')).toEqual([null, 0.1])
    expect(bound(wallet, 'P99 response time')).toEqual([null, 0.2])
    expect(bound(wallet, 'Mean response time')).toEqual([null, 0.05])
    expect(bound(wallet, 'Failed requests')).toEqual([null, 0.001])
    expect(bound(wallet, 'CPU')).toEqual([null, 0.8])
    expect(bound(wallet, 'Heap')).toEqual([null, 2e9])
    expect(bound(wallet, 'Offered and served requests')).toEqual([null, 100])
    expect(bound(wallet, 'Availability: good events')).toEqual([null, 0.999])
  })
  test('and follow it', () => {
    const stricter = {
      ...wallet,
      slos: {
        p90: { ...wallet.slos['p95'], kind: 'latency', title: 'P90', objective: '90%', within: '75ms', window: '30d' },
      },
    } as const
    expect(bound(stricter, 'P90 response time')).toEqual([null, 0.075])
    expect(queriesOf(json(stricter)).some(({ expression }) => expression.startsWith('histogram_quantile(0.9,'))).toBe(
      true,
    )
  })
  test('much traffic is not red', () => {
    const colors = panelTitled(wallet, 'Requests by operation').fieldConfig?.defaults.thresholds?.steps
    expect(colors?.map(({ color }) => color)).toEqual(['blue'])
  })
})

describe('what a runtime does not tell', () => {
  test('no histogram: no panel asks for buckets, and the titles say so', () => {
    expect([...metricsOf(json(bareJvm))].filter((name) => name.endsWith('_bucket'))).toEqual([])
    expect(panelTitled(bareJvm, 'Response time (no server-side P95)').description).toContain('unmeasured')
    expect(panelTitled(bareJvm, 'Client P95 and service mean (no histogram)').targets).toHaveLength(3)
  })
  test('no histogram: a latency SLO is unmeasured, and the client of a load test stands in', () => {
    const { description, targets = [] } = panelTitled(bareJvm, 'P95 latency: unmeasured by the service')
    expect(description).toContain('declared without a request histogram')
    expect(targets.map((target) => Reflect.get(target, 'expr'))).toEqual([
      expect.stringContaining('histogram_fraction(0, 0.1, sum(rate(k6_http_req_duration_seconds{'),
    ])
    expect(panelTitled(bareJvm, 'Availability: good events').targets).toHaveLength(2)
  })
  test('no pool: requests in flight stand in, and say so', () => {
    expect(panelTitled(bareJvm, 'Requests in flight (connection pool unmeasured)').description).toContain(
      'no metrics of its connection pool',
    )
    expect(panelsOf(bareJvm).map(({ title }) => title)).not.toContain('Database connections in use')
    expect(panelsOf(fullJvm).map(({ title }) => title)).toContain('Database connections in use')
  })
  test('a service without business counters has no panels about them', () => {
    const { business, ...plain } = wallet
    expect(business).toBeDefined()
    expect(
      panelsOf(plain)
        .map(({ title }) => title)
        .filter((title) => /business|money/i.test(title ?? '')),
    ).toEqual([])
    expect(panelTitled(plain, 'Error budget left').description).toContain(
      'Unmeasured, and so not here: Business operations',
    )
  })
})

describe('variables', () => {
  const variables = goldenMetrics(wallet).templating.list ?? []
  const operation = variables.find(({ name }) => name === 'operation')
  const options = customOptions(String(operation?.query))

  test('offer data source, run, operation, job and instance', () => {
    expect(variables.map(({ name }) => name)).toEqual(['datasource', 'testid', 'operation', 'job', 'instance'])
    expect(variables[0]?.current?.value).toBe(dataSourceUid)
  })
  test.each(options)(
    'the value of $text matches its own name, method and URI, and no other name or URI',
    ({ text, value }) => {
      const matches = new RegExp(`^(?:${value})$`)
      const { method, uri } = wallet.operations[text] ?? { method: '', uri: '' }
      expect([text, method, uri].every((spelling) => matches.test(spelling))).toBe(true)
      const others = Object.entries(wallet.operations).filter(([name]) => name !== text)
      expect(others.flatMap(([name, other]) => [name, other.uri]).filter((spelling) => matches.test(spelling))).toEqual(
        [],
      )
      expect(['/metrics', '/q/health', 'UNKNOWN'].some((uri) => matches.test(uri))).toBe(false)
    },
  )
  test('odd URI templates keep their meaning', () => {
    const odd = {
      ...wallet,
      operations: {
        odd: {
          method: 'GET',
          uri: '/v1.0/a,b/{id:\\d+}/(x)|y',
          loadTarget: { target: '1s', acceptable: '2s', critical: '3s' },
        },
      },
    } as const
    const query = goldenMetrics({ ...odd, slos: {} }).templating.list?.find(({ name }) => name === 'operation')?.query
    const [option] = customOptions(String(query))
    const matches = new RegExp(`^(?:${option?.value})$`)
    expect(matches.test('/v1.0/a,b/{id:\\d+}/(x)|y')).toBe(true)
    expect(matches.test('/v1x0/a,b/{id:\\d+}/(x)|y')).toBe(false)
  })
  test('without a run, no query of the service depends on the chosen run', () => {
    for (const { expression } of queriesOf(json(wallet)).filter(({ source }) => source === 'panel')) {
      if (expression.includes('$testid')) expect(expression).toMatch(/k6_/)
    }
  })
  test('one choice filters the load and the service alike', () => {
    const [get] = options.filter(({ text }) => text === 'get')
    const [client, service] = queriesOf(json(wallet))
      .filter(({ title }) => title === 'Offered and served requests')
      .map(({ expression }) => expandQuery(expression, json(wallet), time, { operation: get?.value ?? '' }))
    expect(client).toContain('name=~"get|GET|/api/v1/wallets/[{]id[}]"')
    expect(service).toContain('uri=~"get|GET|/api/v1/wallets/[{]id[}]"')
  })
})

test('an SLO over some operations narrows its panels to them', () => {
  const slos = {
    reads: {
      kind: 'latency',
      title: 'Reads',
      objective: '95%',
      within: '50ms',
      window: '30d',
      operations: ['get', 'balance'],
    },
  } as const
  const [query] = queriesOf(json({ ...wallet, slos })).filter(({ title }) => title === 'P95 response time')
  expect(query?.expression).toContain(
    'uri=~"/api/v1/wallets/\\\\{id\\\\}|/api/v1/wallets/\\\\{id\\\\}/balance",uri=~"$' + '{operation:pipe}"',
  )
})

test('the lines of a row are as wide as the screen', () => {
  const widths = new Map<number, number>()
  for (const { gridPos } of goldenMetrics(wallet).panels ?? []) {
    if (gridPos) widths.set(gridPos.y, (widths.get(gridPos.y) ?? 0) + gridPos.w)
  }
  expect(new Set(widths.values())).toEqual(new Set([24]))
})
