import { loadMetrics } from '../../src/model/names.ts'
import { selector, sum } from '../../src/model/promql.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenLoad } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** How many users the load generator plays. */
export function virtualUsersPanel(): PanelDraft {
  return timeSeries({
    key: 'load-virtual-users',
    title: 'Virtual users',
    description:
      'Users that the load generator plays at this moment, over the chosen runs. Good: the shape that the scenario describes. ' +
      'In a scenario with a fixed arrival rate, a rise means that requests take longer.',
    unit: 'short',
    queries: [
      { expression: sum(selector(loadMetrics.virtualUsers, chosenLoad)), legend: 'virtual users', color: 'purple' },
    ],
    noValue: 'No run in this range',
  })
}
