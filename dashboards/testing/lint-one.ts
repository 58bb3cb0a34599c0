import type { Fleet } from '../../src/model/service.ts'
import { lintedDashboard } from '../lint/linted.ts'
import type { Rule } from '../lint/rule.ts'

/** A panel without faults, and what differs from it. */
export function panelWith(changes: object = {}): object {
  return {
    id: 1,
    type: 'timeseries',
    title: 'Requests',
    description: 'Good: some.',
    datasource: { type: 'prometheus', uid: '$' + '{datasource}' },
    gridPos: { x: 0, y: 0, w: 12, h: 8 },
    fieldConfig: { defaults: { unit: 'reqps' }, overrides: [] },
    targets: [{ refId: 'A', expr: 'sum(rate(x_total[$__rate_interval]))', legendFormat: 'x' }],
    ...changes,
  }
}

/** The panel with this query alone. */
export function asking(expr: string, changes: object = {}): object {
  return panelWith({ targets: [{ refId: 'A', expr, legendFormat: 'x' }], ...changes })
}

/** What a rule says of a dashboard with these panels, one sentence a fault. */
export function faultsOf(
  rule: Rule,
  panels: readonly object[],
  changes: object = {},
  fleet: Fleet = [],
): readonly string[] {
  const dashboard = lintedDashboard(
    {
      uid: 'some-dashboard',
      title: 'Some dashboard',
      description: 'For a test.',
      panels,
      templating: { list: [{ name: 'datasource', type: 'datasource' }] },
      ...changes,
    },
    fleet,
  )
  if (dashboard === undefined) throw new Error('no dashboard')
  return rule.check(dashboard).map(({ what }) => what)
}
