import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../json.ts'
import { mappingsOf, stepsOf } from './singlestat.ts'

interface Property {
  readonly id: string
  readonly value: unknown
}

const cellTypes: Readonly<Record<string, string>> = {
  cell: 'color-background',
  row: 'color-background',
  value: 'color-text',
}

/** The links of cells named the value that they stood on in a way of their own. */
function linkOf({ link, linkUrl, linkTooltip, linkTargetBlank }: Fields): readonly Property[] {
  if (link !== true || typeof linkUrl !== 'string') return []
  const named = (text: string) =>
    text.replace(/\$\{__cell(?::raw)?\}|\$__cell(?::raw)?(?!\w)/g, (found) =>
      found.includes('raw') ? `\${__value.raw}` : `\${__value.text}`,
    )
  const value = [{ title: named(textOf(linkTooltip)), url: named(linkUrl), targetBlank: linkTargetBlank === true }]
  return [{ id: 'links', value }]
}

function propertiesOf(style: Fields): readonly Property[] {
  const { type, unit, decimals, alias, colorMode, colors, thresholds } = style
  if (type === 'hidden') return [{ id: 'custom.hidden', value: true }]
  const cellType = cellTypes[textOf(colorMode)]
  const steps = stepsOf(thresholds, colors)
  return [
    ...(textOf(alias) === '' ? [] : [{ id: 'displayName', value: textOf(alias) }]),
    ...(type === 'number' ? [{ id: 'unit', value: textOf(unit) }] : []),
    ...(numberOf(decimals) === undefined || type !== 'number' ? [] : [{ id: 'decimals', value: numberOf(decimals) }]),
    ...(cellType === undefined
      ? []
      : [
          { id: 'custom.cellOptions', value: { type: cellType } },
          { id: 'thresholds', value: { mode: 'absolute', steps } },
          { id: 'color', value: { mode: 'thresholds' } },
        ]),
    ...(type === 'string' ? [{ id: 'mappings', value: mappingsOf(style) }] : []),
    ...linkOf(style),
  ]
}

const aggregations: Readonly<Record<string, string>> = { avg: 'mean', current: 'lastNotNull', total: 'sum' }

function transformationsOf({ transform, columns }: Fields): readonly unknown[] {
  if (transform === 'timeseries_aggregations') {
    const reducers = listOf(columns).map((column) => textOf(fieldsOf(column)['value'], 'avg'))
    return [{ id: 'reduce', options: { reducers: reducers.map((name) => aggregations[name] ?? name) } }]
  }
  if (transform === 'timeseries_to_rows') return [{ id: 'seriesToRows', options: {} }]
  if (transform === 'timeseries_to_columns') return [{ id: 'joinByField', options: { byField: 'Time' } }]
  return [{ id: 'merge', options: {} }]
}

/** A table of Grafana 6 or older, whose columns were styled by patterns, as a table of today. */
export function tableOfOldTable(panel: Fields): Fields {
  // The first style that fits a column held; of overrides, the last does.
  const overrides = [...listOf(panel['styles'])].reverse().flatMap((entry) => {
    const style = fieldsOf(entry)
    const pattern = textOf(style['pattern'])
    if (pattern === '') return []
    return [
      {
        matcher: { id: pattern.startsWith('/') ? 'byRegexp' : 'byName', options: pattern },
        properties: propertiesOf(style),
      },
    ]
  })
  return {
    ...panel,
    type: 'table',
    fieldConfig: { defaults: {}, overrides },
    options: { showHeader: panel['showHeader'] !== false },
    transformations: [...transformationsOf(panel), ...listOf(panel['transformations'])],
  }
}
