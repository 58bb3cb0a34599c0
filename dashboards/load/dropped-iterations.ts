import { loadMetrics } from '../../src/model/names.ts'
import { selector, sum } from '../../src/model/promql.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenLoad } from '../selection.ts'
import { timeSeries } from '../time-series.ts'
import { zeroWhile } from '../zero.ts'

/** Iterations that the load generator could not start in time. */
export function droppedIterationsPanel(): PanelDraft {
  // The count itself, not its rate: k6 writes no series before the first drop, so that a rate would miss that one.
  const dropped = sum(selector(loadMetrics.droppedIterations, chosenLoad))
  return timeSeries({
    key: 'load-dropped-iterations',
    title: 'Dropped iterations so far',
    description:
      'Iterations since the start of the run that were due and could not start, because every virtual user was busy. Good: ' +
      '0. When it is not: either all users wait for the service, which counts against it, or the generator is too small for the load.',
    unit: 'short',
    queries: [
      {
        expression: zeroWhile(dropped, sum(selector(loadMetrics.virtualUsers, chosenLoad))),
        legend: 'dropped',
        color: 'red',
      },
    ],
    noValue: 'No run in this range',
  })
}
