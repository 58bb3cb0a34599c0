import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../json.ts'

interface Property {
  readonly id: string
  readonly value: unknown
}

/** Only what is set: a setting that is absent leaves the default in force. */
function defined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** A number of percent from the steps 0 to 10 that fills were given in. */
function opacityOf(fill: unknown): number | undefined {
  const tenths = numberOf(fill)
  return tenths === undefined ? undefined : Math.min(100, tenths * 10)
}

function drawStyleOf({ lines, bars, points }: Fields): string | undefined {
  if (bars === true) return 'bars'
  if (points === true && lines === false) return 'points'
  return lines === true ? 'line' : undefined
}

function axisFields(axis: Fields): {
  readonly standard: Record<string, unknown>
  readonly custom: Record<string, unknown>
} {
  const { format, min, max, decimals, label, logBase, show } = axis
  const base = numberOf(logBase) ?? 1
  return {
    standard: defined({
      unit: typeof format === 'string' ? format : undefined,
      min: numberOf(min),
      max: numberOf(max),
      decimals: numberOf(decimals),
    }),
    custom: defined({
      axisLabel: textOf(label) || undefined,
      scaleDistribution: base > 1 ? { type: 'log', log: base } : undefined,
      axisPlacement: show === false ? 'hidden' : undefined,
    }),
  }
}

function lineFields(panel: Fields): Record<string, unknown> {
  const { fill, linewidth, steppedLine, nullPointMode, points, lines, pointradius, stack, percentage, dashes } = panel
  const width = numberOf(linewidth)
  return defined({
    drawStyle: drawStyleOf(panel) ?? 'line',
    fillOpacity: opacityOf(fill) ?? 10,
    lineWidth: lines === false ? 0 : (width ?? 1),
    lineInterpolation: steppedLine === true ? 'stepAfter' : 'linear',
    showPoints: points === true ? 'always' : 'never',
    pointSize: numberOf(pointradius) === undefined ? undefined : 2 * (numberOf(pointradius) ?? 2) + 1,
    spanNulls: nullPointMode === 'connected',
    stacking: { mode: stack !== true ? 'none' : percentage === true ? 'percent' : 'normal', group: 'A' },
    lineStyle: dashes === true ? dashOf(panel) : undefined,
  })
}

function dashOf({ dashLength, spaceLength }: Fields): unknown {
  return { fill: 'dash', dash: [numberOf(dashLength) ?? 10, numberOf(spaceLength) ?? 10] }
}

function fixedColor(color: string): Property {
  return { id: 'color', value: { mode: 'fixed', fixedColor: color } }
}

/** What one old override set, as the properties of today. */
function overrideProperties(override: Fields, secondAxis: Fields): readonly Property[] {
  const style = drawStyleOf(override)
  const properties: Property[] = []
  const add = (id: string, value: unknown) => {
    if (value !== undefined) properties.push({ id, value })
  }
  add('custom.fillOpacity', opacityOf(override['fill']))
  add('custom.lineWidth', override['lines'] === false ? 0 : numberOf(override['linewidth']))
  add('custom.drawStyle', style)
  add('custom.showPoints', override['points'] === true ? 'always' : undefined)
  add('custom.lineInterpolation', override['steppedLine'] === true ? 'stepAfter' : undefined)
  add('custom.lineStyle', override['dashes'] === true ? dashOf(override) : undefined)
  add('custom.transform', override['transform'] === 'negative-Y' ? 'negative-Y' : undefined)
  const { stack } = override
  if (stack === false) add('custom.stacking', { mode: 'none', group: 'A' })
  else if (stack === true) add('custom.stacking', { mode: 'normal', group: 'A' })
  else if (typeof stack === 'string') add('custom.stacking', { mode: 'normal', group: stack })
  if (override['legend'] === false) add('custom.hideFrom', { legend: true, tooltip: false, viz: false })
  if (override['hiddenSeries'] === true) add('custom.hideFrom', { legend: false, tooltip: false, viz: true })
  if (typeof override['color'] === 'string') properties.push(fixedColor(override['color']))
  if (numberOf(override['yaxis']) === 2) {
    add('custom.axisPlacement', 'right')
    const { standard, custom } = axisFields(secondAxis)
    for (const [id, value] of Object.entries(standard)) add(id, value)
    for (const [id, value] of Object.entries(custom)) add(`custom.${id}`, value)
  }
  return properties
}

function overridesOf(panel: Fields, secondAxis: Fields): readonly unknown[] {
  const colors = Object.entries(fieldsOf(panel['aliasColors'])).flatMap(([name, color]) =>
    typeof color === 'string' ? [{ matcher: { id: 'byName', options: name }, properties: [fixedColor(color)] }] : [],
  )
  const overrides = listOf(panel['seriesOverrides']).flatMap((entry) => {
    const override = fieldsOf(entry)
    const alias = textOf(override['alias'])
    const properties = overrideProperties(override, secondAxis)
    if (alias === '' || properties.length === 0) return []
    return [{ matcher: { id: alias.startsWith('/') ? 'byRegexp' : 'byName', options: alias }, properties }]
  })
  return [...colors, ...overrides]
}

const namedColors: Readonly<Record<string, string>> = { critical: 'red', warning: 'orange', ok: 'green' }

/** Old thresholds hold above or below a value; those of today from a value on. */
function thresholdsOf(panel: Fields): Record<string, unknown> {
  const read = listOf(panel['thresholds']).flatMap((entry) => {
    const threshold = fieldsOf(entry)
    const value = numberOf(threshold['value'])
    if (value === undefined) return []
    const mode = textOf(threshold['colorMode'], 'critical')
    const color = namedColors[mode] ?? textOf(threshold['lineColor'], textOf(threshold['fillColor'], 'red'))
    return [
      {
        value,
        color,
        isBelow: threshold['op'] === 'lt',
        line: threshold['line'] === true,
        fill: threshold['fill'] === true,
      },
    ]
  })
  if (read.length === 0) return {}
  read.sort((one, other) => one.value - other.value)
  const [lowest] = read
  const first = lowest?.isBelow === true ? lowest.color : 'transparent'
  const steps = read.map(({ value, color, isBelow }) => ({ value, color: isBelow ? 'transparent' : color }))
  const hasLine = read.some(({ line }) => line)
  const hasFill = read.some(({ fill }) => fill)
  return {
    thresholds: { mode: 'absolute', steps: [{ value: null, color: first }, ...steps] },
    style: { mode: hasLine && hasFill ? 'line+area' : hasLine ? 'line' : hasFill ? 'area' : 'off' },
  }
}

const legendCalculations: readonly (readonly [string, string])[] = [
  ['min', 'min'],
  ['max', 'max'],
  ['avg', 'mean'],
  ['current', 'lastNotNull'],
  ['total', 'sum'],
]

function optionsOf(panel: Fields): Fields {
  const legend = fieldsOf(panel['legend'])
  const tooltip = fieldsOf(panel['tooltip'])
  const isTable = legend['alignAsTable'] === true
  const calcs = legendCalculations.flatMap(([old, calc]) =>
    legend[old] === true && legend['values'] !== false ? [calc] : [],
  )
  const sort = numberOf(tooltip['sort'])
  return {
    legend: {
      showLegend: legend['show'] !== false && isFields(panel['legend']),
      displayMode: isTable ? 'table' : 'list',
      placement: legend['rightSide'] === true ? 'right' : 'bottom',
      calcs,
    },
    tooltip: {
      mode: tooltip['shared'] === false ? 'single' : 'multi',
      sort: sort === 1 ? 'asc' : sort === 2 ? 'desc' : 'none',
    },
  }
}

/** A graph over series instead of time: one bar for each. */
function barsOfSeries(panel: Fields, standard: Record<string, unknown>): Fields {
  const [calc] = listOf(fieldsOf(panel['xaxis'])['values'])
  return {
    ...panel,
    type: 'bargauge',
    fieldConfig: { defaults: { ...standard, color: { mode: 'palette-classic' } }, overrides: overridesOf(panel, {}) },
    options: { reduceOptions: { calcs: [textOf(calc, 'total')] }, orientation: 'vertical' },
  }
}

/** A graph of Grafana 7 or older as a time series panel; one over series as a bar gauge. */
export function timeSeriesOfGraph(panel: Fields): Fields {
  const [first, second] = listOf(panel['yaxes'])
  const { standard, custom } = axisFields(fieldsOf(first))
  const { mode } = fieldsOf(panel['xaxis'])
  if (mode === 'series') return barsOfSeries(panel, standard)
  if (mode === 'histogram') return { ...panel, type: 'histogram' }
  const { thresholds, style } = thresholdsOf(panel)
  const defaults = fieldsOf(fieldsOf(panel['fieldConfig'])['defaults'])
  return {
    ...panel,
    type: 'timeseries',
    fieldConfig: {
      defaults: {
        ...defaults,
        ...standard,
        ...(thresholds === undefined ? {} : { thresholds }),
        custom: { ...lineFields(panel), ...custom, ...(style === undefined ? {} : { thresholdsStyle: style }) },
      },
      overrides: [...listOf(fieldsOf(panel['fieldConfig'])['overrides']), ...overridesOf(panel, fieldsOf(second))],
    },
    options: optionsOf(panel),
  }
}
