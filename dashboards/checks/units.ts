import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import * as units from '@grafana/grafana-foundation-sdk/units'

const known: ReadonlySet<unknown> = new Set(Object.values(units))

/** A unit that Grafana knows on every panel: it shows an unknown one as a suffix of the bare number. */
export function checkUnits({ panels = [] }: Dashboard): readonly string[] {
  return panels.flatMap((panel) => {
    if (!('fieldConfig' in panel)) return panel.type === 'row' ? [] : [`panel "${panel.title}" has no unit`]
    const unit = panel.fieldConfig?.defaults.unit
    return known.has(unit) ? [] : [`panel "${panel.title}" has the unknown unit "${unit}"`]
  })
}
