import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'
import { bothSides, usersOf } from './side.ts'

/** How many users each run plays. */
export function runUsersPanel(): PanelDraft {
  return timeSeries({
    key: 'run-users',
    title: 'Virtual users',
    description:
      'Users that the load generator plays, of the chosen run and dashed of the compared one. Good: the shape that the scenario ' +
      'describes. With a fixed arrival rate, more users than in the compared run mean that requests take longer.',
    unit: 'short',
    decimals: 0,
    queries: bothSides.map((side) => ({
      expression: usersOf(side),
      legend: `users${side.suffix}`,
      color: 'purple',
      dashed: side.dashed,
    })),
    noValue: 'No run in this range',
  })
}
