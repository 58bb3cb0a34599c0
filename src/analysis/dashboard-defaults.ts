import { isObject, type Json, type JsonObject } from './json.ts'

// What Grafana's editor and server write into a dashboard where its author wrote nothing: the defaults of its panel
// plugins, of its dashboard schema and of its Prometheus query editor (Grafana 12). Filled into both sides of a
// comparison, they are no difference; a value that departs from them is one.

const reduceOptions: JsonObject = { values: false, calcs: ['lastNotNull'], fields: '' }
const legend: JsonObject = { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] }
const tooltip: JsonObject = { mode: 'single', sort: 'none', hideZeros: false }
const hideFrom: JsonObject = { legend: false, tooltip: false, viz: false }

const axis: JsonObject = {
  axisPlacement: 'auto',
  axisLabel: '',
  axisColorMode: 'text',
  axisBorderShow: false,
  axisCenteredZero: false,
  axisGridShow: true,
  scaleDistribution: { type: 'linear' },
}

const lines: JsonObject = {
  ...axis,
  hideFrom,
  drawStyle: 'line',
  lineInterpolation: 'linear',
  barAlignment: 0,
  barWidthFactor: 0.6,
  lineWidth: 1,
  fillOpacity: 0,
  gradientMode: 'none',
  spanNulls: false,
  insertNulls: false,
  showPoints: 'auto',
  showValues: false,
  pointSize: 5,
  stacking: { mode: 'none', group: 'A' },
  thresholdsStyle: { mode: 'off' },
}

interface PanelDefaults {
  readonly options: JsonObject
  readonly custom?: JsonObject
  readonly colour?: string
}

const panelTypes: Readonly<Record<string, PanelDefaults>> = {
  timeseries: { options: { legend, tooltip }, custom: lines, colour: 'palette-classic' },
  trend: { options: { legend, tooltip }, custom: lines, colour: 'palette-classic' },
  stat: {
    options: {
      reduceOptions,
      orientation: 'auto',
      graphMode: 'area',
      colorMode: 'value',
      justifyMode: 'auto',
      textMode: 'auto',
      wideLayout: true,
      showPercentChange: false,
      percentChangeColorMode: 'standard',
    },
  },
  gauge: {
    options: {
      reduceOptions,
      orientation: 'auto',
      showThresholdLabels: false,
      showThresholdMarkers: true,
      sizing: 'auto',
      minVizWidth: 75,
      minVizHeight: 75,
      segmentCount: 1,
      segmentSpacing: 0.3,
      sparkline: true,
      shape: 'gauge',
      barWidthFactor: 0.5,
      barShape: 'flat',
      endpointMarker: 'point',
      textMode: 'auto',
      effects: { barGlow: false, centerGlow: false, gradient: true },
    },
  },
  bargauge: {
    options: {
      reduceOptions,
      legend: { ...legend, showLegend: false },
      orientation: 'auto',
      displayMode: 'gradient',
      valueMode: 'color',
      namePlacement: 'auto',
      showUnfilled: true,
      sizing: 'auto',
      minVizWidth: 8,
      minVizHeight: 16,
      maxVizHeight: 300,
    },
  },
  table: {
    options: {
      frameIndex: 0,
      showHeader: true,
      showTypeIcons: false,
      cellHeight: 'sm',
      footer: { show: false, reducer: [], countRows: false, enablePagination: false, fields: '' },
    },
    custom: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false, footer: { reducers: [] } },
  },
  heatmap: {
    options: {
      calculate: false,
      color: {
        mode: 'scheme',
        scheme: 'Oranges',
        fill: 'dark-orange',
        scale: 'exponential',
        reverse: false,
        exponent: 0.5,
        steps: 64,
      },
      filterValues: { le: 1e-9 },
      rowsFrame: { layout: 'auto' },
      showValue: 'auto',
      cellGap: 1,
      yAxis: { axisPlacement: 'left', reverse: false },
      legend: { show: true },
      tooltip: { mode: 'single', yHistogram: false, showColorScale: false },
      exemplars: { color: 'rgba(255,0,255,0.7)' },
      selectionMode: 'x',
    },
    custom: { hideFrom, scaleDistribution: { type: 'linear' } },
  },
  'state-timeline': {
    options: { legend, tooltip, showValue: 'auto', rowHeight: 0.9, mergeValues: true, alignValue: 'left', perPage: 20 },
    custom: { ...axis, hideFrom, lineWidth: 0, fillOpacity: 70, insertNulls: false, spanNulls: false },
  },
  'status-history': {
    options: { legend, tooltip, showValue: 'auto', rowHeight: 0.9, colWidth: 0.9, perPage: 20 },
    custom: { ...axis, hideFrom, lineWidth: 1, fillOpacity: 70 },
  },
  text: { options: { mode: 'markdown', code: { language: 'plaintext', showLineNumbers: false, showMiniMap: false } } },
}

const thresholds: Json = { mode: 'absolute', steps: [{ color: 'green' }, { color: 'red', value: 80 }] }

/** What a panel of this type has where it says nothing else. */
export function panelDefaults(type: string): JsonObject {
  if (type === 'row') return { collapsed: false, title: '' }
  const { options = {}, custom, colour } = panelTypes[type] ?? {}
  const drawn = type !== 'text'
  return {
    title: '',
    description: '',
    transparent: false,
    repeatDirection: 'h',
    options,
    ...(drawn
      ? {
          fieldConfig: {
            defaults: { color: { mode: colour ?? 'thresholds' }, thresholds, ...(custom ? { custom } : {}) },
          },
        }
      : {}),
  }
}

/** What a Prometheus query of a panel has where it says nothing else. */
export const targetDefaults: JsonObject = {
  hide: false,
  range: true,
  instant: false,
  exemplar: false,
  format: 'time_series',
}

/** What a variable has where it says nothing else. */
export const variableDefaults: JsonObject = {
  hide: 0,
  skipUrlSync: false,
  multi: false,
  includeAll: false,
  allowCustomValue: true,
  auto: false,
  auto_min: '10s',
  auto_count: 30,
  refresh: 0,
  regexApplyTo: 'value',
  sort: 0,
  valuesFormat: 'csv',
}

/** What an annotation has where it says nothing else. */
export const annotationDefaults: JsonObject = { enable: true, hide: false, builtIn: 0 }

/** The annotation that Grafana adds to every dashboard, as it adds it. */
export const builtInAnnotation: JsonObject = {
  builtIn: 1,
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  enable: true,
  hide: true,
  iconColor: 'rgba(0, 211, 255, 1)',
  name: 'Annotations & Alerts',
  type: 'dashboard',
}

/** What a dashboard link has where it says nothing else. */
export const linkDefaults: JsonObject = {
  asDropdown: false,
  icon: 'external link',
  includeVars: false,
  keepTime: false,
  targetBlank: false,
  type: 'link',
}

/** What a dashboard has where it says nothing else. */
export const dashboardDefaults: JsonObject = {
  editable: true,
  fiscalYearStartMonth: 0,
  graphTooltip: 0,
  liveNow: false,
  preload: false,
  time: { from: 'now-6h', to: 'now' },
  timepicker: { hidden: false, refresh_intervals: ['5s', '10s', '30s', '1m', '5m', '15m', '30m', '1h', '2h', '1d'] },
}

/** The value with what it leaves out, at any depth, filled from the defaults. A list is never filled into a list. */
export function withDefaults(value: Json, defaults: Json): Json {
  if (value === undefined || value === null) return defaults
  if (!isObject(value) || !isObject(defaults)) return value
  const keys = new Set([...Object.keys(defaults), ...Object.keys(value)])
  return Object.fromEntries([...keys].map((key) => [key, withDefaults(value[key], defaults[key])]))
}
