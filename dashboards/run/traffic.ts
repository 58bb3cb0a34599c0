import { labels, loadMetrics } from '../../src/model/names.ts'
import type { Fleet } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'
import { sentNames } from './served.ts'
import { chosenSide, rateOf, requestsOf } from './side.ts'

/** What the run asked of each operation. */
export function runRateByOperationPanel(fleet: Fleet): PanelDraft {
  return timeSeries({
    key: 'run-rate-by-operation',
    title: 'Offered requests by operation',
    description:
      'Requests per second that the load generator began, by operation. There is no bad value. Good: the mix that the scenario ' +
      'describes. An operation that is missing was never reached: an earlier step of the scenario failed.',
    unit: 'reqps',
    queries: [
      {
        expression: rateOf(loadMetrics.offered, requestsOf(chosenSide), chosenSide, [labels.operation]),
        legend: `{{${labels.operation}}}`,
      },
    ],
    rename: sentNames(fleet),
    noValue: 'No run in this range',
  })
}

/** Bytes that the load generator sent and received. */
export function runDataPanel(): PanelDraft {
  const rate = (metric: string) => rateOf(metric, chosenSide.matchers, chosenSide)
  return timeSeries({
    key: 'run-data',
    title: 'Data sent and received',
    description:
      'Bytes per second that the load generator sent and received, headers included; no operation filters them. Good: in ' +
      'proportion to the requests. Flat at what the network bears while requests rise: the network is the limit.',
    unit: 'Bps',
    queries: [
      { expression: rate(loadMetrics.dataSent), legend: 'sent', color: 'orange' },
      { expression: rate(loadMetrics.dataReceived), legend: 'received', color: 'blue' },
    ],
    noValue: 'No run in this range',
  })
}
