import * as units from '@grafana/grafana-foundation-sdk/units'
import { record, records } from '../linted.ts'
import { panelRule } from '../rule.ts'

const known: ReadonlySet<unknown> = new Set(Object.values(units))
// Units that a dashboard makes up itself: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/
const made = /^(suffix|prefix|time|si|count|currency|bool):.+$/
const withNumbers =
  /^(timeseries|graph|stat|singlestat|gauge|bargauge|barchart|heatmap|histogram|piechart|trend|xychart)$/

function isKnown(unit: unknown): boolean {
  return known.has(unit) || (typeof unit === 'string' && made.test(unit))
}

/** A unit that Grafana knows wherever numbers are shown: it shows an unknown one as a suffix of the bare number. */
export const unitRule = panelRule(
  'unit',
  'Every panel that shows numbers says their unit, and Grafana knows it.',
  (panel) => {
    const { type, defaults, overrides } = panel
    const own = defaults['unit']
    const overriding = overrides.flatMap((override) =>
      records(override['properties']).flatMap((property) => (property['id'] === 'unit' ? [property['value']] : [])),
    )
    const format = record(panel.json['yaxes'])['format']
    const mend =
      'Choose one of Grafana\'s units; "short" for plain numbers, "none" for numbers that must not be shortened.'
    const without = own === undefined || own === ''
    return [
      ...(without && withNumbers.test(type) && overriding.length === 0 && format === undefined
        ? [{ what: 'has no unit', mend }]
        : []),
      ...[...(without ? [] : [own]), ...overriding]
        .filter((unit) => !isKnown(unit))
        .map((unit) => ({ what: `has the unknown unit ${JSON.stringify(unit)}`, mend })),
    ]
  },
)
