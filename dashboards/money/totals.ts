import type { BusinessMetrics, Service } from '../../src/model/service.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { stat } from '../stat.ts'
import { businessIncrease } from './increase.ts'

/** How many operations of each kind succeeded in the time range. */
export function operationTotalsPanel(service: Service, { succeeded }: BusinessMetrics): PanelDraft {
  return stat({
    key: 'business-totals',
    title: 'Operations in the time range',
    description:
      'Business operations that succeeded in the chosen time range, by kind; a restart of the service loses none. Good: the mix ' +
      'that users are known for. When a kind is missing: see its operation in the Service dashboard.',
    unit: 'short',
    decimals: 0,
    queries: Object.entries(succeeded).map(([kind, counter]) => ({
      expression: businessIncrease(service, counter),
      legend: kind,
    })),
    instant: true,
    noValue: noSeries,
  })
}

/** How much money moved in the time range, by flow. */
export function flowTotalsPanel(service: Service, flows: Readonly<Record<string, string>>): PanelDraft {
  return stat({
    key: 'business-flow-totals',
    title: 'Money moved in the time range',
    description:
      'Units of currency that moved in the chosen time range, by flow; a restart of the service loses nothing. Good: in ' +
      'proportion to the operations beside it. When it is not: a few large amounts, or a flow that fails.',
    unit: 'short',
    queries: Object.entries(flows).map(([flow, counter]) => ({
      expression: businessIncrease(service, counter),
      legend: flow,
    })),
    instant: true,
    noValue: noSeries,
  })
}
