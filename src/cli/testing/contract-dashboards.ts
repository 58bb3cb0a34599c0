import type { Json, JsonObject } from '../../analysis/json.ts'

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own notation for a variable
const datasource = { type: 'prometheus', uid: '${datasource}' }

function query(name: string, expression: string): JsonObject {
  return { refId: name, expr: expression, legendFormat: '{{uri}}', datasource }
}

function timeSeries(id: number, title: string, x: number, y: number): JsonObject {
  return {
    id,
    type: 'timeseries',
    title,
    description: `What ${title} says.`,
    transparent: false,
    repeatDirection: 'h',
    gridPos: { x, y, w: 12, h: 8 },
    datasource,
    targets: [query('A', `rate(${title.toLowerCase()}_total[$__rate_interval])`), query('B', 'vector(0.1)')],
    options: {
      legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['max'] },
      tooltip: { mode: 'multi' },
    },
    fieldConfig: {
      defaults: {
        unit: 's',
        custom: { lineWidth: 2 },
        thresholds: {
          mode: 'absolute',
          steps: [
            { color: 'green', value: null },
            { color: 'red', value: 0.1 },
          ],
        },
      },
      overrides: [
        {
          matcher: { id: 'byName', options: 'objective' },
          properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }],
        },
      ],
    },
  }
}

const row = (id: number, title: string, y: number): JsonObject => ({
  id,
  type: 'row',
  title,
  collapsed: false,
  panels: [],
  gridPos: { x: 0, y, w: 24, h: 1 },
})

/** A dashboard with one of everything that ours have. It never changes: recordings hold it. */
export function contractDashboard(uid: string, title: string, tag: string): JsonObject {
  return {
    uid,
    title,
    description: 'Made by a test.',
    tags: ['sidelight', tag],
    schemaVersion: 42,
    editable: false,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '5s',
    time: { from: 'now-15m', to: 'now' },
    timepicker: { hidden: false, refresh_intervals: ['5s', '10s', '1m'] },
    links: [{ title: 'Runbook', type: 'link', url: 'https://runbook.example/latency', targetBlank: true, icon: 'doc' }],
    templating: {
      list: [
        {
          type: 'datasource',
          name: 'datasource',
          query: 'prometheus',
          current: { selected: true, text: 'Prometheus', value: 'sidelight-prometheus' },
        },
        {
          type: 'query',
          name: 'testid',
          label: 'Run',
          datasource,
          query: { query: 'label_values(k6_vus, testid)', refId: 'variable-testid', qryType: 1 },
          definition: 'label_values(k6_vus, testid)',
          refresh: 2,
          multi: true,
          includeAll: true,
          allValue: '.*',
          current: { selected: true, text: ['All'], value: ['$__all'] },
        },
      ],
    },
    annotations: {
      list: [
        {
          name: 'Load tests',
          enable: true,
          hide: false,
          iconColor: 'purple',
          builtIn: 0,
          datasource,
          target: { expr: 'group by (testid) (k6_vus)', refId: 'Anno', datasource, range: true, instant: false },
        },
      ],
    },
    panels: [
      row(1, 'Latency', 0),
      timeSeries(2, 'Percentiles', 0, 1),
      timeSeries(3, 'Mean', 12, 1),
      row(4, 'Traffic', 9),
      timeSeries(5, 'Requests', 0, 10),
      {
        id: 6,
        type: 'stat',
        title: 'Total',
        description: 'All of them.',
        gridPos: { x: 12, y: 10, w: 12, h: 8 },
        datasource,
        targets: [query('A', 'sum(requests_total)')],
        options: { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false }, graphMode: 'area' },
        fieldConfig: { defaults: { unit: 'short' }, overrides: [] },
      },
    ] as readonly Json[],
  }
}
