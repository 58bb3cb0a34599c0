import { unmeasurable } from '../../src/model/measurable.ts'
import { labels, records } from '../../src/model/names.ts'
import { selector } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { sloTitles } from '../slo-titles.ts'
import { timeSeries } from '../time-series.ts'

function unmeasured(service: Service): string {
  const lacking = Object.values(service.slos).flatMap((slo) => {
    const reason = unmeasurable(service, slo)
    return reason === undefined ? [] : [` Unmeasured, and so not here: ${slo.title} (${reason}).`]
  })
  return lacking.join('')
}

/** What is left of the error budget of each SLO. */
export function errorBudgetPanel(service: Service): PanelDraft {
  return timeSeries({
    key: 'slo-budget',
    title: 'Error budget left',
    description:
      'Share of the error budget that is left, for each SLO over its window: 100% is untouched, 0% is spent, less is broken. ' +
      'Good: above 0%. When it nears 0%: stop risky changes until it recovers. In a fresh Prometheus the window holds the ' +
      `load test and little else, so that a test alone can empty it.${unmeasured(service)}`,
    unit: 'percentunit',
    queries: [
      {
        expression: selector(records.budgetRemaining, { [labels.service]: service.name }),
        legend: `{{${labels.slo}}}`,
      },
    ],
    bound: { kind: 'above', value: 0 },
    softMax: 1,
    rename: sloTitles(service),
    noValue: 'No events yet',
  })
}
