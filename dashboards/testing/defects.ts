// Defects that people make in dashboards, each as an edit of a dashboard that has none. An edit that finds nothing to
// spoil returns false.

/** A panel of a dashboard's JSON, as far as defects touch it. */
export interface EditablePanel {
  id?: number
  type: string
  title?: string
  description?: string
  datasource?: unknown
  gridPos?: { x: number; y: number; w: number; h: number }
  targets?: { expr: string; refId?: string; legendFormat?: string; datasource?: unknown }[]
  fieldConfig?: {
    defaults: { unit?: string; thresholds?: { steps: { value: number | null; color: string }[] } }
    overrides?: unknown[]
  }
  options?: { legend?: { showLegend?: boolean } }
  links?: unknown[]
}

/** A dashboard's JSON, as far as defects touch it. */
export interface EditableDashboard {
  uid?: string
  title?: string
  description?: string
  refresh?: string
  graphTooltip?: number
  links?: { type: string; url: string; keepTime: boolean; includeVars: boolean; title: string }[]
  timepicker?: { refresh_intervals?: string[] }
  templating: { list: { name: string; type: string; refresh?: number; datasource?: unknown; query?: unknown }[] }
  annotations: { list: { name: string; datasource?: unknown; target?: { expr?: string }; builtIn?: number }[] }
  panels: EditablePanel[]
}

/** One defect: what it is called, and the edit that makes it; what it returns is false in some way where nothing was spoilt. */
export type Defect = readonly [name: string, spoil: (dashboard: EditableDashboard) => unknown]

const shown = ({ panels }: EditableDashboard) => panels.filter((panel) => panel.type !== 'row')

function first(dashboard: EditableDashboard, spoil: (panel: EditablePanel) => unknown): boolean {
  return shown(dashboard).some(spoil)
}

/** Spoils the first query that the change changes. */
function query(change: (expression: string) => string) {
  return (dashboard: EditableDashboard) =>
    first(dashboard, ({ targets = [] }) =>
      targets.some((target) => {
        const changed = change(target.expr)
        const differs = changed !== target.expr
        target.expr = changed
        return differs
      }),
    )
}

/** Spoils the first bound of a panel whose query matches. */
function boundOf(pattern: RegExp, change: (value: number) => number) {
  return (dashboard: EditableDashboard) =>
    first(dashboard, ({ targets = [], fieldConfig }) => {
      const step = fieldConfig?.defaults.thresholds?.steps.find(({ value }) => value !== null)
      if (step?.value == null || !targets.some(({ expr }) => pattern.test(expr))) return false
      step.value = change(step.value)
      return true
    })
}

const counting = /sum(?: by \([^)]*\) )?\(rate\((\w+_(?:total|count)\{[^[]*\})\[\$__rate_interval\]\)\)/

/** Ways to spoil a dashboard. */
export const defects: readonly Defect[] = [
  ['uid too long', (dashboard) => Object.assign(dashboard, { uid: 'x'.repeat(41) })],
  ['uid with a space', (dashboard) => Object.assign(dashboard, { uid: 'golden metrics' })],
  ['no uid', (dashboard) => delete dashboard.uid],
  ['no dashboard title', (dashboard) => Object.assign(dashboard, { title: ' ' })],
  ['no dashboard description', (dashboard) => delete dashboard.description],
  ['panel without title', (dashboard) => first(dashboard, (panel) => Object.assign(panel, { title: '' }))],
  [
    'row without title',
    ({ panels }) => panels.some((panel) => panel.type === 'row' && Object.assign(panel, { title: '' })),
  ],
  ['panel without description', (dashboard) => first(dashboard, (panel) => delete panel.description)],
  [
    'panel with a blank description',
    (dashboard) => first(dashboard, (panel) => Object.assign(panel, { description: '  ' })),
  ],
  [
    'two panels of one title',
    ({ panels }) => {
      const index = panels.findIndex(({ type }, at) => type !== 'row' && (panels[at + 1]?.type ?? 'row') !== 'row')
      const [one, other] = panels.slice(index, index + 2)
      if (index < 0 || !one || !other) return false
      other.title = one.title ?? ''
      return true
    },
  ],
  ['panel without id', (dashboard) => first(dashboard, (panel) => delete panel.id)],
  [
    'two panels of one id',
    (dashboard) => {
      const [one, other] = shown(dashboard)
      if (one?.id === undefined || !other) return false
      other.id = one.id
      return true
    },
  ],
  ['query without refId', (dashboard) => first(dashboard, ({ targets }) => !!targets?.[0] && delete targets[0].refId)],
  [
    'refId used twice',
    (dashboard) =>
      first(dashboard, ({ targets = [] }) => {
        const [one] = targets
        if (one) targets.push({ ...one, expr: `${one.expr} + 1` })
        return one !== undefined
      }),
  ],
  [
    'query copied and not changed',
    (dashboard) =>
      first(dashboard, ({ targets = [] }) => {
        const [one] = targets
        if (one) targets.push({ ...one, refId: 'Z' })
        return one !== undefined
      }),
  ],
  [
    'overlapping panels',
    (dashboard) => {
      const [one, other] = shown(dashboard)
      if (!one?.gridPos || !other) return false
      other.gridPos = { ...one.gridPos, x: one.gridPos.x + 1, w: 4 }
      return true
    },
  ],
  [
    'panel outside the grid',
    (dashboard) =>
      first(
        dashboard,
        ({ gridPos }) => !!gridPos && Object.assign(gridPos, { x: 20 }) && Object.assign(gridPos, { w: 8 }),
      ),
  ],
  ['panel without place', (dashboard) => first(dashboard, (panel) => delete panel.gridPos)],
  [
    'unknown unit',
    (dashboard) =>
      first(dashboard, ({ fieldConfig }) => !!fieldConfig && Object.assign(fieldConfig.defaults, { unit: 'seconds' })),
  ],
  [
    'no unit',
    (dashboard) =>
      first(dashboard, ({ fieldConfig }) => !!fieldConfig?.defaults.unit && delete fieldConfig.defaults.unit),
  ],
  [
    'legend hidden',
    (dashboard) =>
      first(
        dashboard,
        ({ type, options }) =>
          type === 'timeseries' && !!options?.legend && Object.assign(options.legend, { showLegend: false }),
      ),
  ],
  [
    'series without a name',
    (dashboard) =>
      first(
        dashboard,
        ({ type, targets }) =>
          type === 'timeseries' && !!targets?.[0] && Object.assign(targets[0], { legendFormat: '' }),
      ),
  ],
  [
    'legend of a label that is gone',
    (dashboard) =>
      first(
        dashboard,
        ({ type, targets }) =>
          type === 'timeseries' &&
          !!targets?.[0] &&
          /^(sum|histogram_quantile)\b/.test(targets[0].expr) &&
          Object.assign(targets[0], { legendFormat: '{{pod}}' }),
      ),
  ],
  ['percentile threshold raised', boundOf(/histogram_quantile/, (value) => value * 2)],
  ['percentile threshold in milliseconds', boundOf(/histogram_quantile/, (value) => value * 1000)],
  ['threshold of the mean raised', boundOf(/_sum\{.*\/.*_count\{/s, (value) => value * 1.5)],
  ['threshold of failures in percent', boundOf(/status=~"5\.\."[^}]*}.*\//s, (value) => value * 100)],
  ['objective loosened', boundOf(/1 - slo:error_ratio/, () => 0.99)],
  ['budget threshold moved', boundOf(/^slo:error_budget_remaining/, () => 0.5)],
  ['CPU limit loosened', boundOf(/process_cpu/, (value) => value + 0.1)],
  ['heap limit in gibibytes', boundOf(/heap|jvm_memory/, (value) => value * 1.073_741_824)],
  [
    'thresholds out of order',
    (dashboard) =>
      first(dashboard, ({ fieldConfig }) => {
        const steps = fieldConfig?.defaults.thresholds?.steps
        const last = steps?.at(-1)
        if (!steps || last?.value == null) return false
        steps.push({ value: last.value / 2, color: 'orange' })
        return true
      }),
  ],
  [
    'threshold removed',
    (dashboard) =>
      first(dashboard, ({ targets = [], fieldConfig }) => {
        const thresholds = fieldConfig?.defaults.thresholds
        if (
          !thresholds ||
          thresholds.steps.length < 2 ||
          !targets.some(({ expr }) => /histogram_quantile|1 - slo:|_sum/.test(expr))
        )
          return false
        thresholds.steps.splice(1)
        return true
      }),
  ],
  [
    'traffic in red',
    (dashboard) =>
      first(dashboard, ({ fieldConfig, targets = [] }) => {
        if (
          !/^(reqps|ops)$/.test(fieldConfig?.defaults.unit ?? '') ||
          targets.some(({ expr }) => /5\.\.|fail|reject|unexp/.test(expr))
        )
          return false
        fieldConfig?.defaults.thresholds?.steps.splice(1, 9, { value: 100, color: 'red' })
        return true
      }),
  ],
  ['panel without query', (dashboard) => first(dashboard, (panel) => Object.assign(panel, { targets: [] }))],
  ['empty query', query(() => '')],
  ['bracket missing', query((text) => text.replace(/\)$/, ''))],
  ['brace missing', query((text) => text.replace(/\}(?=[[)]|$)/, ''))],
  ['misspelt function', query((text) => text.replace('rate(', 'rat e('))],
  ['misspelt variable', query((text) => text.replace('$instance', '$instances'))],
  ['variable of another dashboard', query((text) => text.replace('$job', '$cluster'))],
  [
    'variable with its list never renewed',
    ({ templating: { list } }) => list.some((each) => each.type === 'query' && Object.assign(each, { refresh: 0 })),
  ],
  [
    'list of a variable from the start only',
    ({ templating: { list } }) => list.some((each) => each.type === 'query' && Object.assign(each, { refresh: 1 })),
  ],
  [
    'variable that nothing uses',
    ({ templating: { list } }) => list.push({ name: 'leftover', type: 'custom', query: 'a,b' }) > 0,
  ],
  [
    'panel bound to a data source',
    (dashboard) =>
      first(dashboard, (panel) =>
        Object.assign(panel, { datasource: { type: 'prometheus', uid: 'P1809F7CD0C75ACF3' } }),
      ),
  ],
  [
    'query bound to a data source',
    (dashboard) =>
      first(
        dashboard,
        ({ targets }) =>
          !!targets?.[0] && Object.assign(targets[0], { datasource: { type: 'prometheus', uid: 'abc' } }),
      ),
  ],
  [
    'panel with the default data source',
    (dashboard) =>
      first(dashboard, (panel) => {
        delete panel.datasource
        for (const target of panel.targets ?? []) delete target.datasource
        return true
      }),
  ],
  [
    'variable bound to a data source',
    ({ templating: { list } }) =>
      list.some((each) => each.type === 'query' && Object.assign(each, { datasource: { uid: 'abc' } })),
  ],
  [
    'annotation bound to a data source',
    ({ annotations: { list } }) => list.some((each) => Object.assign(each, { datasource: { uid: 'abc' } })),
  ],
  [
    'data source of an unknown variable',
    (dashboard) =>
      first(dashboard, (panel) => Object.assign(panel, { datasource: { type: 'prometheus', uid: '$' + '{source}' } })),
  ],
  [
    'annotation that is no PromQL',
    ({ annotations: { list } }) =>
      list.some(({ target }) => !!target?.expr && Object.assign(target, { expr: 'group by (' })),
  ],
  ['counter as it stands', query((text) => text.replace(/rate\((\w+_total\{[^[]*\})\[\$__rate_interval\]\)/, '$1'))],
  [
    'histogram count as it stands',
    query((text) => text.replace(/rate\((\w+_count\{[^[]*\})\[\$__rate_interval\]\)/, '$1')),
  ],
  ['buckets as they stand', query((text) => text.replace(/rate\((\w+_bucket\{[^[]*\})\[\$__rate_interval\]\)/, '$1'))],
  ['counter averaged over time', query((text) => text.replace(/rate\((\w+_(?:total|count)\{)/, 'avg_over_time($1'))],
  ['fixed range of a rate', query((text) => text.replace('[$__rate_interval]', '[5m]'))],
  ['interval instead of rate interval', query((text) => text.replace('[$__rate_interval]', '[$__interval]'))],
  ['irate', query((text) => text.replace('rate(', 'irate('))],
  ['comparison without bool', query((text) => (text.startsWith('histogram_quantile') ? `${text} < 0.1` : text))],
  ['filter at the top', query((text) => (text.startsWith('sum') ? `${text} > 0` : text))],
  ['count of a filter', query((text) => (text.startsWith('sum by') ? `count(${text} > 0.1)` : text))],
  ['le lost', query((text) => text.replace(/ by \(([^)]*, )?le\) /, ' '))],
  ['le lost to another label', query((text) => text.replace(/\ble\)/, 'instance)'))],
  [
    'percentile of each series',
    query((text) => text.replace(/^(histogram_quantile\([\d.]+, )sum(?: by \([^)]*\) )?\((rate\(.*\))\)\)$/, '$1$2)')),
  ],
  ['quantile in percent', query((text) => text.replace(/histogram_quantile\(0\.(\d\d)/, 'histogram_quantile($1'))],
  ['averaged percentiles', query((text) => (text.startsWith('histogram_quantile') ? `avg(${text})` : text))],
  [
    'summed percentiles over time',
    query((text) => (text.startsWith('histogram_quantile') ? `avg_over_time(${text}[5m:])` : text)),
  ],
  [
    'ratio of each series by itself',
    query((text) =>
      counting.test(text) ? text.replace(counting, 'rate($1[$__rate_interval]) / rate($1[$__rate_interval])') : text,
    ),
  ],
  [
    'ratio of unlike groupings',
    query((text) =>
      counting.test(text)
        ? text.replace(counting, 'sum by (pod) (rate($1[$__rate_interval])) / sum(rate($1[$__rate_interval]))')
        : text,
    ),
  ],
  [
    'ratio that is aggregated above only',
    query((text) =>
      counting.test(text)
        ? text.replace(counting, 'sum(rate($1[$__rate_interval])) / rate($1[$__rate_interval])')
        : text,
    ),
  ],
  [
    'share of a maximum of -1',
    query((text) =>
      /heap|memory/.test(text) ? `${text} / sum by (instance) (jvm_memory_max_bytes{area="heap"})` : text,
    ),
  ],
  ['refresh every second', (dashboard) => Object.assign(dashboard, { refresh: '1s' })],
  ['refresh of a second on offer', ({ timepicker }) => (timepicker?.refresh_intervals?.unshift('1s') ?? 0) > 0],
  [
    'no shared crosshair',
    (dashboard) =>
      dashboard.panels.filter(({ type }) => type === 'timeseries').length > 1 &&
      Object.assign(dashboard, { graphTooltip: 0 }),
  ],
  [
    'link that loses the time',
    (dashboard) =>
      Object.assign(dashboard, {
        links: [{ type: 'link', title: 'Other', url: '/d/other', keepTime: false, includeVars: true }],
      }),
  ],
  [
    'link that leads nowhere',
    (dashboard) => first(dashboard, (panel) => Object.assign(panel, { links: [{ title: 'Runbook', url: '' }] })),
  ],
]
