import { literal, operate } from '../../src/model/promql.ts'
import type { BusinessMetrics, Service } from '../../src/model/service.ts'
import { businessRate } from '../business.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'

/** The counter of the operations that move a flow: `withdrawn` is moved by `withdrawals`, as far as the names tell. */
function operationsOf(flow: string, succeeded: Readonly<Record<string, string>>): string | undefined {
  const stem = flow.slice(0, 5).toLowerCase()
  return Object.entries(succeeded).find(([kind]) => kind.toLowerCase().startsWith(stem))?.[1]
}

/** Money of one operation, on average, by flow; nothing where no flow can be told to belong to an operation. */
export function meanAmountPanel(service: Service, business: BusinessMetrics): PanelDraft | undefined {
  const queries = Object.entries(business.flows ?? {}).flatMap(([flow, counter]) => {
    const operations = operationsOf(flow, business.succeeded)
    if (operations === undefined) return []
    const count = operate(businessRate(service, operations), '>', literal(0))
    return [{ expression: operate(businessRate(service, counter), '/', count), legend: flow }]
  })
  if (queries.length === 0) return undefined
  return timeSeries({
    key: 'business-mean-amount',
    title: 'Money of one operation',
    description:
      'Units of currency of one operation, on average. Good: level. A jump is a few large amounts or another kind of user; a ' +
      'fall towards 0 with many operations is how cards and accounts are tried out: tell whoever watches over fraud.',
    unit: 'short',
    queries,
    noValue: 'No operations in this range',
  })
}
