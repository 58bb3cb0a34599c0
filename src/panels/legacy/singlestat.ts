import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../json.ts'

const calculations: Readonly<Record<string, string>> = {
  avg: 'mean',
  current: 'lastNotNull',
  total: 'sum',
  first: 'firstNotNull',
  name: 'lastNotNull',
}

/** Thresholds `50,80` with three colors, as steps. */
export function stepsOf(
  thresholds: unknown,
  colors: unknown,
): readonly { readonly value: number | null; readonly color: string }[] {
  const values = (typeof thresholds === 'string' ? thresholds.split(',') : listOf(thresholds)).flatMap(
    (value) => numberOf(value) ?? [],
  )
  const named = listOf(colors).map((color) => textOf(color, 'green'))
  return [null, ...values].map((value, at) => ({ value, color: named[at] ?? named.at(-1) ?? 'green' }))
}

/** Texts for values and for ranges of values, as mappings of today. */
export function mappingsOf(panel: Fields): readonly unknown[] {
  const values = listOf(panel['valueMaps']).flatMap((entry): readonly Fields[] => {
    const { value, text } = fieldsOf(entry)
    const key = typeof value === 'number' ? String(value) : textOf(value)
    if (key === 'null') return [{ type: 'special', options: { match: 'null', result: { text: textOf(text) } } }]
    return key === '' ? [] : [{ type: 'value', options: { [key]: { text: textOf(text) } } }]
  })
  const ranges = listOf(panel['rangeMaps']).flatMap((entry): readonly Fields[] => {
    const { from, to, text } = fieldsOf(entry)
    if (from === 'null') return [{ type: 'special', options: { match: 'null', result: { text: textOf(text) } } }]
    return [{ type: 'range', options: { from: numberOf(from), to: numberOf(to), result: { text: textOf(text) } } }]
  })
  return numberOf(panel['mappingType']) === 2 ? ranges : values
}

/** A single number of Grafana 6 or older as a stat, or as a gauge where it showed one. */
export function statOfSinglestat(panel: Fields): Fields {
  const { format, decimals, valueName, colorBackground, colorValue, colors, thresholds, sparkline, nullText } = panel
  const gauge = fieldsOf(panel['gauge'])
  const isGauge = gauge['show'] === true
  const isColored = colorBackground === true || colorValue === true || isGauge
  const name = textOf(valueName, 'avg')
  return {
    ...panel,
    type: isGauge ? 'gauge' : 'stat',
    fieldConfig: {
      defaults: {
        unit: textOf(format),
        ...(numberOf(decimals) === undefined ? {} : { decimals: numberOf(decimals) }),
        ...(isGauge ? { min: numberOf(gauge['minValue']) ?? 0, max: numberOf(gauge['maxValue']) ?? 100 } : {}),
        ...(textOf(nullText) === '' ? {} : { noValue: textOf(nullText) }),
        mappings: mappingsOf(panel),
        ...(isColored
          ? { thresholds: { mode: 'absolute', steps: stepsOf(thresholds, colors) }, color: { mode: 'thresholds' } }
          : { color: { mode: 'fixed', fixedColor: 'text' } }),
      },
      overrides: [],
    },
    options: {
      reduceOptions: { calcs: [calculations[name] ?? name] },
      colorMode: colorBackground === true ? 'background' : isColored ? 'value' : 'none',
      graphMode: fieldsOf(sparkline)['show'] === true ? 'area' : 'none',
      textMode: name === 'name' ? 'name' : 'value',
    },
  }
}
