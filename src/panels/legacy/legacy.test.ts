import { describe, expect, test } from 'vitest'
import { readDashboard } from '../dashboard.ts'
import { fieldConfig } from '../field-config.ts'
import { fieldsOf, listOf } from '../json.ts'
import { mapped, readMappings } from '../mapping.ts'
import { modernised } from './legacy.ts'

const read = (json: Record<string, unknown>) => readDashboard(modernised(json))
const only = (panel: Record<string, unknown>) => {
  const [first] = read({ panels: [{ id: 1, gridPos: { x: 0, y: 0, w: 12, h: 8 }, ...panel }] }).panels
  if (first === undefined) throw new Error('there is no panel')
  return first
}
const configOf = (panel: ReturnType<typeof only>, name: string) =>
  fieldConfig(panel.defaults, panel.overrides, { name, displayName: name, type: 'number', refId: 'A' })

describe('rows of Grafana 4', () => {
  const rows = [
    {
      title: 'First',
      showTitle: true,
      height: '190px',
      panels: [
        { id: 1, type: 'graph', span: 8, targets: [{ expr: 'up', intervalFactor: 2 }] },
        { id: 2, type: 'singlestat', span: 4, height: 90 },
        { id: 3, type: 'text', span: 12, mode: 'markdown', content: 'said', minSpan: 3 },
      ],
    },
    { title: 'Second', collapse: true, repeat: 'job', panels: [{ id: 4, type: 'graph', span: 12 }] },
  ]
  test('lie on the grid, wrapped where a row is full, and keep their heads', () => {
    const { panels } = read({ rows })
    const at = panels.map(({ type, place: { x, y, w, h } }) => [type, x, y, w, h])
    expect(at).toEqual([
      ['row', 0, 0, 24, 1],
      ['timeseries', 0, 1, 16, 5],
      ['stat', 16, 1, 8, 3],
      ['text', 0, 6, 24, 5],
      ['row', 0, 11, 24, 1],
    ])
    expect(panels[4]).toMatchObject({ title: 'Second', collapsed: true, repeat: 'job', panels: [{ id: 4 }] })
    expect(panels[3]).toMatchObject({ options: { mode: 'markdown', content: 'said' }, maxPerRow: 4 })
    expect(panels[1]?.targets[0]?.factor).toBe(2)
  })
  test('without a title have no head', () => {
    expect(read({ rows: [{ panels: [{ type: 'graph' }] }] }).panels.map(({ type }) => type)).toEqual(['timeseries'])
  })
})

describe('a graph', () => {
  const graph = only({
    type: 'graph',
    fill: 2,
    linewidth: 3,
    stack: true,
    nullPointMode: 'connected',
    yaxes: [
      { format: 'reqps', label: 'rate', min: '0', logBase: 10 },
      { format: 's', max: 5 },
    ],
    aliasColors: { one: '#FF0000' },
    seriesOverrides: [
      { alias: '/^slow/', yaxis: 2, stack: false, fill: 0, bars: true },
      { alias: 'down', transform: 'negative-Y', dashes: true },
    ],
    thresholds: [{ value: 80, op: 'gt', colorMode: 'critical', line: true, fill: true }],
    legend: { show: true, alignAsTable: true, rightSide: true, values: true, avg: true, current: true, max: false },
    tooltip: { shared: true, sort: 2 },
  })
  test('becomes a time series panel with its axis, fill and stack', () => {
    const config = configOf(graph, 'other')
    expect(graph.type).toBe('timeseries')
    expect(config).toMatchObject({ unit: 'reqps', min: 0, max: undefined })
    expect(config.custom).toMatchObject({
      axisLabel: 'rate',
      fillOpacity: 20,
      lineWidth: 3,
      stacking: { mode: 'normal' },
      spanNulls: true,
      scaleDistribution: { type: 'log' },
      thresholdsStyle: { mode: 'line+area' },
    })
    expect(config.thresholds.steps.map(({ value, color }) => [value, color])).toEqual([
      [Number.NEGATIVE_INFINITY, 'transparent'],
      [80, 'red'],
    ])
  })
  test('keeps what it set for some series', () => {
    expect(configOf(graph, 'one').fixedColor).toBe('#FF0000')
    expect(configOf(graph, 'slow queries')).toMatchObject({
      unit: 's',
      max: 5,
      custom: { axisPlacement: 'right', stacking: { mode: 'none' }, fillOpacity: 0, drawStyle: 'bars' },
    })
    expect(configOf(graph, 'down').custom).toMatchObject({ transform: 'negative-Y', lineStyle: { fill: 'dash' } })
  })
  test('keeps its legend and tooltip', () => {
    expect(graph.options).toEqual({
      legend: { showLegend: true, displayMode: 'table', placement: 'right', calcs: ['mean', 'lastNotNull'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    })
  })
  test('over series becomes bars, and a histogram stays what is not drawn', () => {
    expect(only({ type: 'graph', xaxis: { mode: 'series', values: ['max'] } })).toMatchObject({
      type: 'bargauge',
      options: { reduceOptions: { calcs: ['max'] } },
    })
    expect(only({ type: 'graph', xaxis: { mode: 'histogram' } }).type).toBe('histogram')
  })
})

test('a single number becomes a stat with its colors and texts, or a gauge with its ends', () => {
  const old = {
    type: 'singlestat',
    format: 'percent',
    valueName: 'current',
    colorValue: true,
    colors: ['green', 'orange', 'red'],
    thresholds: '50,80',
    mappingType: 1,
    valueMaps: [
      { op: '=', value: '1', text: 'up' },
      { op: '=', value: 'null', text: 'gone' },
    ],
    sparkline: { show: true },
  }
  const stat = only(old)
  const config = configOf(stat, 'x')
  expect([stat.type, stat.options['graphMode'], stat.options['colorMode']]).toEqual(['stat', 'area', 'value'])
  expect(config.thresholds.steps.map(({ value, color }) => [value, color])).toEqual([
    [Number.NEGATIVE_INFINITY, 'green'],
    [50, 'orange'],
    [80, 'red'],
  ])
  expect([1, null, 2].map((value) => mapped(config.mappings, value)?.text)).toEqual(['up', 'gone', undefined])
  const gauge = only({ ...old, gauge: { show: true, minValue: 10, maxValue: 60 } })
  expect([gauge.type, configOf(gauge, 'x').min, configOf(gauge, 'x').max]).toEqual(['gauge', 10, 60])
})

test('a table keeps its columns: hidden, renamed, colored, linked; the first style that fits wins', () => {
  const table = only({
    type: 'table',
    transform: 'table',
    styles: [
      { pattern: 'Time', type: 'hidden' },
      {
        pattern: 'Value',
        type: 'number',
        alias: 'Load',
        unit: 'percent',
        colorMode: 'cell',
        colors: ['green', 'red'],
        thresholds: ['90'],
        link: true,
        linkUrl: '/d/x?var-v=$__cell',
      },
      { pattern: '/.*/', type: 'number', unit: 'short', alias: '' },
    ],
  })
  expect(table.transformations.map(({ id }) => id)).toEqual(['merge'])
  expect(configOf(table, 'Time').custom['hidden']).toBe(true)
  expect(configOf(table, 'Value')).toMatchObject({
    displayName: 'Load',
    unit: 'percent',
    custom: { cellOptions: { type: 'color-background' } },
    links: [{ url: `/d/x?var-v=\${__value.text}` }],
  })
  expect(configOf(table, 'other').unit).toBe('short')
})

test('settings of Grafana 6 and its mappings are found', () => {
  const gauge = only({
    type: 'gauge',
    options: {
      fieldOptions: {
        calcs: ['mean'],
        defaults: { unit: 's', max: 9, mappings: [{ type: 2, from: '0', to: '3', text: 'low' }] },
        thresholds: [
          { value: null, color: 'green' },
          { value: 5, color: 'red' },
        ],
      },
    },
  })
  const { unit, max, thresholds, mappings } = configOf(gauge, 'x')
  expect([unit, max, thresholds.steps.length, mapped(mappings, 2)?.text]).toEqual(['s', 9, 2, 'low'])
  expect(fieldsOf(gauge.options['reduceOptions'])['calcs']).toEqual(['mean'])
  expect(mapped(readMappings([{ type: 1, value: '0', text: 'none' }]), 0)?.text).toBe('none')
})

test('an old heatmap keeps its colors and its axis', () => {
  const { options } = only({
    type: 'heatmap',
    dataFormat: 'tsbuckets',
    color: { mode: 'spectrum', colorScheme: 'interpolateBlues' },
    yAxis: { format: 's' },
  })
  expect(options).toMatchObject({ color: { mode: 'scheme', scheme: 'Blues' }, yAxis: { unit: 's' } })
})

test('inputs of a shared export are filled in: constants, and data sources by their types', () => {
  const { panels } = read({
    __inputs: [
      { name: 'DS_PROMETHEUS', type: 'datasource', pluginId: 'prometheus' },
      { name: 'DS_LOGS', type: 'datasource', pluginId: 'loki' },
      { name: 'VAR_JOB', type: 'constant', value: 'node' },
    ],
    panels: [
      { type: 'timeseries', datasource: `\${DS_PROMETHEUS}`, targets: [{ expr: `up{job="\${VAR_JOB}"}` }] },
      { type: 'timeseries', datasource: { type: 'prometheus', uid: `\${DS_PROMETHEUS}` }, targets: [{ expr: 'up' }] },
      { type: 'logs', datasource: `\${DS_LOGS}`, targets: [{ expr: '{}' }] },
    ],
  })
  expect(panels.flatMap(({ targets }) => targets.map(({ expression, foreign }) => [expression, foreign]))).toEqual([
    ['up{job="node"}', undefined],
    ['up', undefined],
    ['{}', 'loki'],
  ])
})

test('a data source that a variable chooses has the type that the variable offers', () => {
  const { panels } = read({
    templating: {
      list: [
        { name: 'logs', type: 'datasource', query: 'loki' },
        { name: 'metrics', type: 'datasource', query: 'prometheus' },
      ],
    },
    panels: ['$logs', { uid: `\${logs}` }, '$metrics', null].map((datasource) => ({
      type: 'timeseries',
      datasource,
      targets: [{ expr: 'up' }],
    })),
  })
  expect(panels.map(({ targets }) => targets[0]?.foreign)).toEqual(['loki', 'loki', undefined, undefined])
})

test('a dashboard of today stays as it is', () => {
  const today = { title: 'Now', panels: [{ type: 'timeseries', fieldConfig: { defaults: { unit: 's' } } }] }
  expect(modernised(today)).toEqual(today)
  expect(modernised({ dashboard: today })).toEqual(today)
  expect(listOf(modernised({ apiVersion: 'v1', metadata: { name: 'id' }, spec: today })['panels'])).toHaveLength(1)
  expect(() => read({ title: 'none' })).toThrow('it has no panels')
})
