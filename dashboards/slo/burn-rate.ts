import { labels, records } from '../../src/model/names.ts'
import { selector } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { sloTitles } from '../slo-titles.ts'
import { timeSeries } from '../time-series.ts'

const window = '1h'

/** How fast the error budget of each SLO is being spent. */
export function burnRatePanel(service: Service): PanelDraft {
  return timeSeries({
    key: 'slo-burn-rate',
    title: `Burn rate over ${window}`,
    description:
      'How many times faster than sustainable the error budget is being spent: at 1 it lasts exactly as long as the window. ' +
      'Good: below 1. Above it for long, the promise will be broken; the burn-rate alerts say when that is worth waking someone.',
    unit: 'short',
    queries: [
      {
        expression: selector(records.burnRate(window), { [labels.service]: service.name }),
        legend: `{{${labels.slo}}}`,
      },
    ],
    bound: { kind: 'below', value: 1 },
    rename: sloTitles(service),
    noValue: `No events in the last ${window}`,
  })
}
