import { calculate } from './calcs.ts'
import { cssColor, type Theme } from './color.ts'
import type { Panel } from './dashboard.ts'
import { shareOf } from './field-config.ts'
import type { Cell } from './frame.ts'
import type { Scope } from './interpolate.ts'
import { fieldsOf, numberOf, textOf, textsOf } from './json.ts'
import { safeLinks } from './links.ts'
import type { Reading, Readings } from './model.ts'
import { patternOf } from './pattern.ts'
import type { Series } from './series.ts'

function wanted(series: readonly Series[], fields: string): readonly Series[] {
  if (fields === '') return series.filter(({ field }) => field.type === 'number')
  const pattern = patternOf(fields)
  return pattern === undefined ? series : series.filter(({ name }) => pattern.test(name))
}

function boundsOf(series: Series, all: readonly Series[], form: Readings['form']): { min: number; max: number } {
  const { config } = series
  // A gauge without bounds goes to 100; a bar gauge to the largest of all.
  if (form === 'bargauge')
    return {
      min: config.min ?? Math.min(0, ...all.map(({ min }) => min)),
      max: config.max ?? Math.max(...all.map(({ max }) => max)),
    }
  return { min: config.min ?? 0, max: config.max ?? (config.unit === 'percentunit' ? 1 : 100) }
}

function readingOf(
  series: Series,
  value: Cell,
  all: readonly Series[],
  panel: Panel,
  scope: Scope,
  theme: Theme,
): Reading {
  const form = formOf(panel.type)
  const { min, max } = form === 'stat' ? series : boundsOf(series, all, form)
  const { thresholds, links } = series.config
  const shown = series.show(value)
  const number = typeof value === 'number' ? value : Number.NaN
  const wantsSpark = form === 'stat' && textOf(panel.options['graphMode'], 'area') === 'area' && series.times.length > 1
  return {
    title: series.name,
    value: shown,
    share: Number.isNaN(number) ? 0 : shareOf(number, min, max),
    bounds: [series.show(min).whole, series.show(max).whole],
    spark: wantsSpark
      ? {
          times: series.times,
          values: series.field.values.map((each) => (typeof each === 'number' && Number.isFinite(each) ? each : null)),
        }
      : { times: [], values: [] },
    bands: thresholds.steps.map((step) => ({
      from:
        step.value === Number.NEGATIVE_INFINITY
          ? 0
          : thresholds.isPercentage
            ? step.value / 100
            : shareOf(step.value, min, max),
      color: cssColor(step.color, theme),
    })),
    links: safeLinks(
      links,
      scope,
      new Map([
        ['__value.raw', String(value)],
        ['__value.text', shown.whole],
        ['__field.name', series.name],
      ]),
    ),
  }
}

function formOf(type: string): Readings['form'] {
  return type === 'gauge' || type === 'bargauge' ? type : 'stat'
}

/** By the setting of the panel; else where there are several, or where a dial or bar was given a name. */
function hasTitles(panel: Panel, form: Readings['form'], series: readonly Series[], count: number): boolean {
  const mode = textOf(panel.options['textMode'], 'auto')
  if (mode !== 'auto') return mode === 'value_and_name' || mode === 'name'
  return count > 1 || (form !== 'stat' && series.some(({ config }) => config.displayName !== ''))
}

/** The numbers of a stat, gauge or bar gauge: one for each series, or one for each row where the panel asks for all values. */
export function readings(panel: Panel, series: readonly Series[], scope: Scope, theme: Theme): Readings {
  const { calcs, values, fields, limit } = fieldsOf(panel.options['reduceOptions'])
  const [calc = 'lastNotNull'] = textsOf(calcs)
  const chosen = wanted(series, textOf(fields))
  const form = formOf(panel.type)
  const color = textOf(panel.options['colorMode'], 'value')
  const readingsOf = (each: Series) =>
    (values === true ? each.field.values.slice(0, numberOf(limit) ?? 25) : [calculate(calc, each.field.values)]).map(
      (value) => readingOf(each, value, chosen, panel, scope, theme),
    )
  const shown = chosen.flatMap(readingsOf)
  const orientation = textOf(panel.options['orientation'], 'auto')
  return {
    kind: 'readings',
    form,
    readings: shown,
    isVertical: orientation === 'vertical',
    color: color.startsWith('background') ? 'background' : color === 'none' ? 'none' : 'value',
    showsTitles: hasTitles(panel, form, chosen, shown.length),
  }
}
