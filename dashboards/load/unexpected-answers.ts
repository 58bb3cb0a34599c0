import { labels, loadMetrics } from '../../src/model/names.ts'
import { rate, selector, sum } from '../../src/model/promql.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenLoad, sentRequests } from '../selection.ts'
import { timeSeries } from '../time-series.ts'
import { zeroLabelledWhile } from '../zero.ts'

/** Answers that the load did not expect, and requests without an answer. */
export function unexpectedAnswersPanel(): PanelDraft {
  const unexpected = rate(selector(loadMetrics.errors, sentRequests()), '$__rate_interval')
  const running = sum(selector(loadMetrics.virtualUsers, chosenLoad))
  return timeSeries({
    key: 'load-unexpected-answers',
    title: 'Unexpected answers',
    description:
      "Requests per second that ended against the operation's contract, by class: failed, refused without cause, timed out, " +
      'no connection. A refusal that the scenario provokes is expected. Good: none. Timeouts and lost connections are seen ' +
      'here alone: the service does not count what it never answered.',
    unit: 'reqps',
    queries: [
      {
        expression: zeroLabelledWhile(sum(unexpected, [labels.errorClass]), running, labels.errorClass),
        legend: `{{${labels.errorClass}}}`,
      },
    ],
    noValue: 'No run in this range',
  })
}
