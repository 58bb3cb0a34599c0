import { cssColor, between as mixedColor, paletteColor, schemeColors, type Theme } from './color.ts'
import type { LinkTemplate, Override } from './dashboard.ts'
import type { Cell } from './frame.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf, textsOf } from './json.ts'
import { readMappings, type ValueMapping } from './mapping.ts'
import { patternOf } from './pattern.ts'
import { readThresholds, type Thresholds, thresholdColor } from './threshold.ts'

/** How the values of one series are shown: the panel's defaults and whatever overrides them. */
export interface FieldConfig {
  readonly unit: string
  readonly decimals: number | undefined
  readonly min: number | undefined
  readonly max: number | undefined
  readonly displayName: string
  readonly noValue: string
  readonly colorMode: string
  readonly fixedColor: string
  /** Which value of a series colors it, where the mode depends on values. */
  readonly seriesBy: string
  readonly thresholds: Thresholds
  readonly mappings: readonly ValueMapping[]
  readonly links: readonly LinkTemplate[]
  /** Settings of the panel's type. */
  readonly custom: Fields
}

/** What overrides are matched against. */
export interface Subject {
  readonly name: string
  readonly displayName: string
  readonly type: string
  readonly refId: string
}

/** Whether a matcher of Grafana picks this series. */
export function isMatched(matcher: string, options: unknown, subject: Subject): boolean {
  const names = [subject.name, subject.displayName]
  switch (matcher) {
    case 'byName':
      return names.includes(textOf(options))
    case 'byNames': {
      const { names: wanted, mode } = fieldsOf(options)
      return names.some((name) => textsOf(wanted).includes(name)) !== (mode === 'exclude')
    }
    case 'byRegexp':
    case 'byRegexpOrNames': {
      const pattern = patternOf(textOf(options, textOf(fieldsOf(options)['pattern'])))
      return pattern !== undefined && names.some((name) => pattern.test(name))
    }
    case 'byType':
      return textOf(options) === subject.type
    case 'byFrameRefID':
      return textOf(options) === subject.refId
    case 'numeric':
      return subject.type === 'number'
    default:
      return false
  }
}

/** Sets `a.b.c` in a copy. Keys of hostile dashboards stay keys: the copy has no prototype. */
function withPath(target: Fields, path: readonly string[], value: unknown): Fields {
  const [key = '', ...rest] = path
  const copy: Record<string, unknown> = Object.assign(Object.create(null), target)
  copy[key] = rest.length === 0 ? value : withPath(fieldsOf(target[key]), rest, value)
  return copy
}

function readLinks(value: unknown): readonly LinkTemplate[] {
  return listOf(value).flatMap((entry) => {
    const { title, url, targetBlank } = fieldsOf(entry)
    return typeof url === 'string' ? [{ title: textOf(title, url), url, newTab: targetBlank === true }] : []
  })
}

/** The settings of one series. */
export function fieldConfig(defaults: Fields, overrides: readonly Override[], subject: Subject): FieldConfig {
  const properties = overrides
    .filter(({ matcher, options }) => isMatched(matcher, options, subject))
    .flatMap((override) => override.properties)
  const config = properties.reduce((fields, { id, value }) => withPath(fields, id.split('.'), value), defaults)
  const { mode, fixedColor, seriesBy } = fieldsOf(config['color'])
  return {
    unit: textOf(config['unit']),
    decimals: numberOf(config['decimals']),
    min: numberOf(config['min']),
    max: numberOf(config['max']),
    displayName: textOf(config['displayName']),
    noValue: textOf(config['noValue']),
    colorMode: textOf(mode, ''),
    fixedColor: textOf(fixedColor, 'green'),
    seriesBy: textOf(seriesBy, 'last'),
    thresholds: readThresholds(config['thresholds']),
    mappings: readMappings(config['mappings']),
    links: readLinks(config['links']),
    custom: fieldsOf(config['custom']),
  }
}

/** The share of the way from the least to the most that a value has gone, 0 to 1. */
export function shareOf(value: number, min: number, max: number): number {
  return max > min ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0
}

/** The color of one value: fixed, by thresholds, or by its share of the span from `min` to `max`. */
export function valueColor(
  config: FieldConfig,
  value: Cell,
  span: { min: number; max: number },
  index: number,
  theme: Theme,
): string {
  const { colorMode, fixedColor, thresholds } = config
  if (colorMode === 'fixed' || colorMode === 'shades') return cssColor(fixedColor, theme)
  if (colorMode.startsWith('palette')) return paletteColor(index, theme)
  if (colorMode.startsWith('continuous-') && typeof value === 'number') {
    const scheme = schemeColors(`${colorMode.charAt(11).toUpperCase()}${colorMode.slice(12)}`, theme)
    if (scheme !== undefined) return mixedColor(scheme, shareOf(value, span.min, span.max))
  }
  if (typeof value !== 'number') return cssColor(thresholds.steps[0]?.color ?? 'green', theme)
  const basis = thresholds.isPercentage ? 100 * shareOf(value, span.min, span.max) : value
  return cssColor(thresholdColor(thresholds, basis), theme)
}
