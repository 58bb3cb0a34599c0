import type { Rule } from '../rule.ts'

/** One moment can be followed through all panels. */
export const crosshairRule: Rule = {
  id: 'crosshair',
  about: 'Panels share one crosshair.',
  check: ({ panels, json }) => {
    const overTime = panels.filter(({ type }) => type === 'timeseries' || type === 'heatmap')
    if (overTime.length < 2 || json['graphTooltip'] === 1 || json['graphTooltip'] === 2) return []
    return [{ what: 'the panels do not share a crosshair', mend: 'Set graphTooltip to 1.' }]
  },
}
