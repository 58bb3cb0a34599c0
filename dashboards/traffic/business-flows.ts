import type { Service } from '../../src/model/service.ts'
import { businessRate } from '../business.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'

/** Money that moves per second, by flow. */
export function businessFlowsPanel(service: Service, flows: Readonly<Record<string, string>>): PanelDraft {
  return timeSeries({
    key: 'traffic-flows',
    title: 'Money moved per second',
    description:
      'Units of currency per second, by flow; not filtered by operation. Good: in proportion to the business operations. ' +
      'A jump without more operations is a few large amounts; a fall to 0 under traffic is a fault: see Errors.',
    unit: 'short',
    queries: Object.entries(flows).map(([flow, counter]) => ({
      expression: businessRate(service, counter),
      legend: flow,
    })),
    noValue: noSeries,
  })
}
