import { labels, loadMetrics } from '../../src/model/names.ts'
import { selector, sum } from '../../src/model/promql.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenLoad, sentRequests } from '../selection.ts'
import { timeSeries } from '../time-series.ts'
import { zeroLabelledWhile } from '../zero.ts'

/** Answers that the load did not expect, and requests without an answer. */
export function unexpectedAnswersPanel(): PanelDraft {
  // The count itself, not its rate: k6 writes no series before the first one, so that a rate would miss it.
  const unexpected = selector(loadMetrics.errors, sentRequests())
  const running = sum(selector(loadMetrics.virtualUsers, chosenLoad))
  return timeSeries({
    key: 'load-unexpected-answers',
    title: 'Unexpected answers so far',
    description:
      "Requests since the start of the run that ended against the operation's contract, by class: failed, refused without " +
      'cause, timed out, no connection. A refusal that the scenario provokes is expected. Good: none. Timeouts and lost connections are seen ' +
      'here alone: the service does not count what it never answered.',
    unit: 'short',
    queries: [
      {
        expression: zeroLabelledWhile(sum(unexpected, [labels.errorClass]), running, labels.errorClass),
        legend: `{{${labels.errorClass}}}`,
      },
    ],
    noValue: 'No run in this range',
  })
}
