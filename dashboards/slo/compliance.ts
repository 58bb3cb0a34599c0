import { labels, records } from '../../src/model/names.ts'
import { literal, operate, selector } from '../../src/model/promql.ts'
import type { Service, Slo } from '../../src/model/service.ts'
import { share } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'
import { complianceFloor } from './axis.ts'

/** The window that stands for "now": short enough to show a load test, long enough not to jump with each request. */
const now = '5m'

function promise(slo: Slo): string {
  switch (slo.kind) {
    case 'latency':
      return `${slo.objective} of the requests are answered within ${slo.within}`
    case 'availability':
      return `${slo.objective} of the requests are answered by something other than a 5xx`
    case 'business-errors':
      return `${slo.objective} of the business operations do not fail`
  }
}

/** Share of good events of one SLO, now and over its window, against its objective. */
export function sloCompliancePanel(service: Service, id: string, slo: Slo): PanelDraft {
  const selected = { [labels.service]: service.name, [labels.slo]: id }
  const good = (window: string) => operate(literal(1), '-', selector(records.ratio(window), selected))
  const objective = share(slo.objective)
  return timeSeries({
    key: `slo-${id}`,
    title: `${slo.title}: good events`,
    description:
      `Promise: over ${slo.window}, ${promise(slo)}. Shown: the share in the last ${now} and over the whole window (as far ` +
      'back as there is data). Good: above the line. The short line may dip; it is the long one that was promised. All ' +
      'operations and instances count, whatever is chosen above.',
    unit: 'percentunit',
    queries: [
      { expression: good(now), legend: `last ${now}` },
      { expression: good(slo.window), legend: `over ${slo.window}`, color: 'purple' },
    ],
    bound: { kind: 'above', value: objective },
    softMin: complianceFloor(slo),
    softMax: 1,
    noValue: `No events in the last ${now}`,
  })
}
