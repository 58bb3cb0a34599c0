import { calculate } from './calcs.ts'
import { cssColor, paletteColor, type Theme } from './color.ts'
import type { Panel } from './dashboard.ts'
import { type FieldConfig, fieldConfig, valueColor } from './field-config.ts'
import { type Cell, type Field, type Frame, rowsOf } from './frame.ts'
import { interpolate, type Scope } from './interpolate.ts'
import { mapped } from './mapping.ts'
import { type Formatted, formatParts } from './units.ts'

/** One value as it is shown. */
export interface Shown extends Formatted {
  /** Prefix, text and suffix together. */
  readonly whole: string
  readonly color: string
}

/** One column of values with all that decides how they are shown. */
export interface Series {
  readonly name: string
  readonly refId: string
  readonly field: Field
  /** Milliseconds since 1970 for each value; empty where the frame has no time. */
  readonly times: readonly number[]
  readonly step: number | undefined
  readonly config: FieldConfig
  readonly index: number
  /** The color of the series as a whole. */
  readonly color: string
  readonly min: number
  readonly max: number
  show(value: Cell, decimals?: number): Shown
}

/** The only label name of all these series, where there is just one: then its value alone tells them apart. */
function onlyLabel(fields: readonly Field[]): string | undefined {
  const names = new Set(fields.flatMap(({ labels }) => Object.keys(labels).filter((label) => label !== '__name__')))
  return names.size === 1 ? [...names][0] : undefined
}

function ownName(field: Field, single: string | undefined): string {
  if (field.legend !== undefined) return field.legend
  const { __name__: metric = '', ...labels } = field.labels
  const entries = Object.entries(labels)
  if (entries.length === 0) return metric || (field.name === 'Value' ? (field.expression ?? field.name) : field.name)
  if (single !== undefined && labels[single] !== undefined) return labels[single]
  return `${metric}{${entries.map(([label, value]) => `${label}="${value}"`).join(', ')}}`
}

/** The name that a panel's setting gives: its templates name fields, labels and variables. */
function chosenName(template: string, name: string, field: Field, scope: Scope): string {
  const named = template.replace(
    /\$\{__(?:field|series)\.(name|displayName|labels(?:\.(\w+))?)\}/g,
    (_, what: string, label?: string) => {
      if (label !== undefined) return field.labels[label] ?? ''
      return what === 'labels' ? ownName({ ...field, legend: undefined }, undefined) : name
    },
  )
  return interpolate(named, scope, 'text')
}

/** Makes the function that shows a value of a series. */
function shower(config: FieldConfig, span: { min: number; max: number }, index: number, theme: Theme): Series['show'] {
  return (value, decimals) => {
    const mapping = mapped(config.mappings, value)
    const color =
      mapping?.color === undefined ? valueColor(config, value, span, index, theme) : cssColor(mapping.color, theme)
    const missing = value === null || (typeof value === 'number' && Number.isNaN(value) && config.noValue !== '')
    const parts: Formatted =
      mapping?.text !== undefined || missing || typeof value !== 'number'
        ? { prefix: '', text: mapping?.text ?? (missing ? config.noValue || '-' : String(value)), suffix: '' }
        : formatParts(value, config.unit, decimals ?? config.decimals)
    return { ...parts, whole: `${parts.prefix}${parts.text}${parts.suffix}`, color }
  }
}

function extent(values: readonly Cell[]): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isFinite(value)) continue
    if (value < min) min = value
    if (value > max) max = value
  }
  return min > max ? { min: 0, max: 0 } : { min, max }
}

/** Grafana's panels differ in the color that series have when nobody chose one. */
const colorless: Readonly<Record<string, string>> = {
  timeseries: 'palette-classic',
  barchart: 'palette-classic',
  piechart: 'palette-classic',
}

function seriesColor(
  config: FieldConfig,
  values: readonly Cell[],
  span: { min: number; max: number },
  index: number,
  theme: Theme,
): string {
  if (config.colorMode.startsWith('palette')) return paletteColor(index, theme)
  const calc = { min: 'min', max: 'max' }[config.seriesBy] ?? 'lastNotNull'
  return valueColor(config, calculate(calc, values), span, index, theme)
}

interface Column {
  readonly frame: Frame
  readonly field: Field
}

function seriesOf(
  { frame, field }: Column,
  index: number,
  name: string,
  panel: Panel,
  scope: Scope,
  theme: Theme,
): Series {
  const subject = { name, displayName: name, type: field.type, refId: frame.refId }
  const raw = fieldConfig(panel.defaults, panel.overrides, subject)
  const config = raw.colorMode === '' ? { ...raw, colorMode: colorless[panel.type] ?? 'thresholds' } : raw
  const seen = extent(field.values)
  const span = { min: config.min ?? seen.min, max: config.max ?? seen.max }
  const isChosen = config.displayName !== ''
  return {
    name: isChosen ? chosenName(config.displayName, name, field, scope) : name,
    refId: frame.refId,
    field,
    times: (frame.fields.find(({ type }) => type === 'time')?.values ?? []) as readonly number[],
    step: frame.step,
    config,
    index,
    color: seriesColor(config, field.values, span, index, theme),
    ...span,
    show: shower(config, span, index, theme),
  }
}

/** Every column that is no time, with its name, settings and color, in the order of the queries. */
export function seriesIn(frames: readonly Frame[], panel: Panel, scope: Scope, theme: Theme): readonly Series[] {
  const columns = frames
    .filter((frame) => rowsOf(frame) > 0)
    .flatMap((frame) => frame.fields.filter(({ type }) => type !== 'time').map((field): Column => ({ frame, field })))
  const single = onlyLabel(columns.map(({ field }) => field))
  return columns.map((column, index) => seriesOf(column, index, ownName(column.field, single), panel, scope, theme))
}
