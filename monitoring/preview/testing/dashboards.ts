type Json = Readonly<Record<string, unknown>>

const dataSource = { type: 'prometheus', uid: '$' + '{source}' }
let next = 0

function panel(
  type: string,
  title: string,
  expressions: readonly (string | Json)[],
  rest: Json = {},
  place: Json = {},
): Json {
  next += 1
  const targets = expressions.map((query, at) => ({
    refId: String.fromCharCode(65 + at),
    datasource: dataSource,
    ...(typeof query === 'string' ? { expr: query } : query),
  }))
  return {
    id: next,
    type,
    title,
    datasource: dataSource,
    targets,
    gridPos: { x: 0, y: 0, w: 8, h: 8, ...place },
    ...rest,
  }
}

const steps = [
  { value: null, color: 'green' },
  { value: 8, color: 'red' },
]

/** A dashboard with a panel of every type that is drawn, each asking about the known past. */
export function everyPanel(): Json {
  next = 0
  const perPath = { expr: 'rate(demo_requests_total{path=~"$path"}[$__rate_interval])', legendFormat: 'path {{path}}' }
  const calcs = { legend: { showLegend: true, displayMode: 'table', calcs: ['lastNotNull', 'mean', 'max'] } }
  const fields = (defaults: Json, overrides: readonly Json[] = []) => ({ fieldConfig: { defaults, overrides } })
  return {
    uid: 'every-panel',
    title: 'Every panel',
    timezone: 'utc',
    graphTooltip: 1,
    time: { from: '2026-01-05 00:00:00', to: '2026-01-05 06:00:00' },
    templating: {
      list: [
        { name: 'source', type: 'datasource', query: 'prometheus', label: 'Source', current: { value: 'other-uid' } },
        {
          name: 'path',
          type: 'query',
          label: 'Path',
          query: { query: 'label_values(demo_requests_total, path)' },
          multi: true,
          includeAll: true,
          sort: 1,
          current: { value: ['$__all'] },
        },
        { name: 'long', type: 'custom', label: 'One of long names', query: `${'long name '.repeat(12)}, other` },
        { name: 'floor', type: 'textbox', label: 'Floor', query: '7', current: { value: '7' } },
      ],
    },
    annotations: {
      list: [
        {
          name: 'Runs',
          enable: true,
          iconColor: 'purple',
          target: { expr: 'demo_run', refId: 'Anno' },
          titleFormat: 'Run',
          textFormat: '{{testid}}',
        },
      ],
    },
    panels: [
      panel('timeseries', 'Rate', [perPath], {
        description: 'Requests per second of each path.',
        options: { ...calcs, tooltip: { mode: 'multi', sort: 'desc' } },
        ...fields(
          {
            unit: 'reqps',
            thresholds: { steps },
            custom: { axisSoftMin: 0, fillOpacity: 10, thresholdsStyle: { mode: 'dashed+area' } },
          },
          [
            {
              matcher: { id: 'byName', options: 'path /b' },
              properties: [
                { id: 'displayName', value: 'the second' },
                { id: 'color', value: { mode: 'fixed', fixedColor: 'orange' } },
              ],
            },
          ],
        ),
      }),
      panel(
        'timeseries',
        'Stacked',
        [perPath],
        { options: calcs, ...fields({ custom: { stacking: { mode: 'normal' }, fillOpacity: 40 } }) },
        { x: 8 },
      ),
      panel(
        'stat',
        'Temperature',
        [{ expr: 'demo_temperature', legendFormat: '{{room}}' }],
        { options: { reduceOptions: { calcs: ['max'] } }, ...fields({ unit: 'celsius', decimals: 1 }) },
        { x: 16, w: 4 },
      ),
      panel(
        'gauge',
        'Gauge',
        ['sum(rate(demo_requests_total[5m]))'],
        fields({ min: 0, max: 20, unit: 'reqps', thresholds: { steps } }),
        { x: 20, w: 4 },
      ),
      { id: 900, type: 'row', title: 'More', collapsed: false, gridPos: { x: 0, y: 8, w: 24, h: 1 }, panels: [] },
      panel('bargauge', 'Bars', [perPath], fields({ min: 0, max: 20 }), { y: 9 }),
      panel(
        'table',
        'Table',
        [{ expr: 'sum by (path) (demo_requests_total)', format: 'table', instant: true }],
        {
          transformations: [
            { id: 'organize', options: { excludeByName: { Time: true }, renameByName: { Value: 'requests' } } },
          ],
        },
        { x: 8, y: 9 },
      ),
      panel(
        'heatmap',
        'Heat',
        [
          {
            expr: 'sum by (le) (increase(demo_latency_seconds_bucket[$__rate_interval]))',
            format: 'heatmap',
            legendFormat: '{{le}}',
          },
        ],
        { options: { color: { scheme: 'Blues' }, yAxis: { unit: 's' } } },
        { x: 16, y: 9 },
      ),
      panel(
        'state-timeline',
        'States',
        [{ expr: 'demo_up', legendFormat: '{{instance}}' }],
        fields({
          mappings: [
            { type: 'value', options: { 0: { text: 'down', color: 'red' }, 1: { text: 'up', color: 'green' } } },
          ],
        }),
        { y: 17 },
      ),
      panel(
        'text',
        'Words',
        [],
        {
          options: {
            mode: 'markdown',
            content: '# Heading\n\nSome **strong** words, a [link](https://example.org/a) and `code`.\n\n- one\n- two',
          },
        },
        { x: 8, y: 17 },
      ),
      panel('timeseries', 'Broken', ['rate(demo_requests_total[)'], {}, { x: 16, y: 17, w: 4 }),
      panel('timeseries', 'Empty', ['nothing_here'], fields({ noValue: 'Nothing was counted' }), {
        x: 20,
        y: 17,
        w: 4,
      }),
      panel(
        'timeseries',
        'Path $path',
        [{ expr: 'demo_requests_total{path="$path"} > $floor', legendFormat: '{{path}}' }],
        { repeat: 'path' },
        { y: 25 },
      ),
      panel('canvas', 'Foreign', ['up'], {}, { y: 33 }),
    ],
  }
}

/** What a hostile dashboard puts wherever a text may stand. */
export const attack = '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script>'

/** A dashboard whose every text and address is an attack. */
export function hostile(): Json {
  next = 0
  const link = [
    { title: `script ${attack}`, url: 'javascript:window.attacked=1' },
    { title: 'tab', url: 'java\tscript:window.attacked=1' },
    { title: 'data', url: 'data:text/html,<script>alert(1)</script>' },
    { title: 'foreign', url: '//evil.example/x' },
    { title: 'good', url: 'https://good.example/?a=$' + '{__from}' },
  ]
  const mappings = [
    { type: 'range', options: { from: -1e9, to: 1e9, result: { text: attack, color: 'url(https://evil.example/c)' } } },
  ]
  return {
    uid: 'hostile',
    title: attack,
    description: attack,
    tags: [attack],
    timezone: 'utc',
    time: { from: '2026-01-05 00:00:00', to: '2026-01-05 06:00:00' },
    links: link,
    templating: {
      list: [
        { name: 'v', type: 'custom', label: attack, query: `${attack} : ${attack}`, current: { value: attack } },
        { name: '__proto__', type: 'custom', query: 'a' },
      ],
    },
    annotations: { list: [{ name: attack, iconColor: attack, target: { expr: 'demo_run' }, titleFormat: attack }] },
    panels: [
      panel('timeseries', attack, [{ expr: 'demo_up', legendFormat: attack }], {
        description: attack,
        links: link,
        fieldConfig: {
          defaults: { unit: `suffix:${attack}`, custom: { axisLabel: attack } },
          overrides: [
            { matcher: { id: 'byRegexp', options: '/(/' }, properties: [{ id: '__proto__.polluted', value: 1 }] },
          ],
        },
      }),
      panel(
        'stat',
        attack,
        [{ expr: 'demo_up', legendFormat: attack }],
        { fieldConfig: { defaults: { mappings, links: link } } },
        { x: 8 },
      ),
      panel(
        'table',
        attack,
        [{ expr: 'demo_up', format: 'table', instant: true }],
        {
          fieldConfig: { defaults: { mappings, links: link }, overrides: [] },
          transformations: [{ id: 'organize', options: { renameByName: { instance: attack } } }],
        },
        { x: 16 },
      ),
      panel(
        'text',
        attack,
        [],
        {
          options: {
            mode: 'markdown',
            content: `${attack}\n\n[click](javascript:window.attacked=1) [fine](https://good.example/) ![i](https://evil.example/i.png)`,
          },
        },
        { y: 8 },
      ),
      panel('text', 'html', [], { options: { mode: 'html', content: attack } }, { x: 8, y: 8 }),
      panel(attack, 'type', ['up'], {}, { x: 16, y: 8 }),
      panel(
        'state-timeline',
        attack,
        [{ expr: 'demo_up', legendFormat: attack }],
        { fieldConfig: { defaults: { mappings } } },
        { y: 16 },
      ),
    ],
  }
}

/** Twenty plots of the same past, as a large dashboard has. */
export function twentyPlots(): Json {
  next = 0
  const plots = Array.from({ length: 20 }, (_, at) =>
    panel(
      'timeseries',
      `Plot ${at}`,
      ['demo_temperature', 'rate(demo_requests_total[$__rate_interval])', 'demo_up'],
      { options: { legend: { showLegend: true, displayMode: 'table', calcs: ['mean', 'max'] } } },
      { x: (at % 4) * 6, y: Math.floor(at / 4) * 8, w: 6 },
    ),
  )
  return {
    uid: 'twenty-plots',
    title: 'Twenty plots',
    timezone: 'utc',
    time: { from: '2026-01-05 00:00:00', to: '2026-01-05 06:00:00' },
    panels: plots,
  }
}
