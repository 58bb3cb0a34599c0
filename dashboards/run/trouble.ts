import { labels, loadMetrics } from '../../src/model/names.ts'
import { literal, operate } from '../../src/model/promql.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'
import { zeroLabelledWhile, zeroWhile } from '../zero.ts'
import { bothSides, chosenSide, levelOf, rateOf, requestsOf, usersOf } from './side.ts'

/** Iterations that each run could not start in time. */
export function runDropsPanel(): PanelDraft {
  return timeSeries({
    key: 'run-drops',
    title: 'Dropped iterations so far',
    description:
      'Iterations since the start of each run that were due and could not start, because every virtual user was busy. Good: 0. ' +
      'When it is not: either all users wait for the service, which counts against it, or the generator is too small.',
    unit: 'short',
    queries: bothSides.map((side) => ({
      expression: zeroWhile(levelOf(loadMetrics.droppedIterations, side.matchers, side), usersOf(side)),
      legend: `dropped${side.suffix}`,
      color: 'red',
      dashed: side.dashed,
    })),
    noValue: 'No run in this range',
  })
}

/** Answers that the chosen run did not expect, and requests without an answer. */
export function runUnexpectedPanel(): PanelDraft {
  const unexpected = levelOf(loadMetrics.errors, requestsOf(chosenSide), chosenSide, [labels.errorClass])
  return timeSeries({
    key: 'run-unexpected',
    title: 'Unexpected answers so far',
    description:
      "Requests since the start of the run that ended against the operation's contract, by class. A refusal that the scenario " +
      'provokes is expected. Good: none. Timeouts and lost connections show here alone: no service counts what it never answered.',
    unit: 'short',
    queries: [
      {
        expression: zeroLabelledWhile(unexpected, usersOf(chosenSide), labels.errorClass),
        legend: `{{${labels.errorClass}}}`,
      },
    ],
    noValue: 'No run in this range',
  })
}

/** Share of the answers that kept their contract: k6's checks of this product. */
export function runChecksPanel(): PanelDraft {
  const share = bothSides.map((side) => {
    const offered = rateOf(loadMetrics.offered, requestsOf(side), side)
    const wrong = zeroWhile(rateOf(loadMetrics.errors, requestsOf(side), side), offered)
    const kept = operate(literal(1), '-', operate(wrong, '/', operate(offered, '>', literal(0))))
    return { expression: kept, legend: `as expected${side.suffix}`, color: 'green', dashed: side.dashed }
  })
  return timeSeries({
    key: 'run-checks',
    title: 'Answers that kept the contract',
    description:
      "Share of the requests whose answer kept the operation's contract: status, identity and values, checked by the load's own " +
      'client. Good: 100%. Below: the classes beside it say what was wrong, and the log of the run shows the first of each.',
    unit: 'percentunit',
    queries: share,
    softMax: 1,
    noValue: 'No run in this range',
  })
}
