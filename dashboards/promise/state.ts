import { measurableSlos } from '../../src/model/measurable.ts'
import { labels, records } from '../../src/model/names.ts'
import { call, literal, operate, selector } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { seconds } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { sloTitles } from '../slo-titles.ts'
import { stat } from '../stat.ts'
import { runbookLinks } from './runbooks.ts'

/** What is left of the budget of every SLO. */
export function budgetsLeftPanel(service: Service): PanelDraft {
  return stat({
    key: 'promise-budgets',
    title: 'Error budget left',
    description:
      'Share of the error budget that is left, for each SLO over its window. Good: green, above 0%. Red is a promise that is ' +
      'broken over its window: stop risky changes until it recovers. In a fresh Prometheus a load test alone can empty it.',
    unit: 'percentunit',
    decimals: 1,
    queries: [
      {
        expression: selector(records.budgetRemaining, { [labels.service]: service.name }),
        legend: `{{${labels.slo}}}`,
      },
    ],
    bound: { kind: 'above', value: 0 },
    rename: sloTitles(service),
    links: runbookLinks(service),
    noValue: 'No events yet',
  })
}

/** How long the budget of every SLO lasts if it burns on as in the last hour. */
export function timeUntilSpentPanel(service: Service): PanelDraft {
  const lasts = measurableSlos(service).map(([id, slo]) => {
    const selected = { [labels.service]: service.name, [labels.slo]: id }
    const left = operate(
      call('clamp_min', selector(records.budgetRemaining, selected), literal(0)),
      '*',
      literal(seconds(slo.window)),
    )
    const burning = operate(selector(records.burnRate('1h'), selected), '>', literal(0))
    return {
      expression: operate(left, '/', burning, { on: [labels.service, labels.slo] }),
      legend: slo.title,
    }
  })
  return stat({
    key: 'promise-time-until-spent',
    title: 'Time until the budget is spent',
    description:
      'How long the error budget of each SLO lasts if it goes on burning as in the last hour. Good: no value, because nothing ' +
      'burns, or longer than the window. Hours mean that someone must look now; 0 is spent already.',
    unit: 's',
    queries: lasts,
    noValue: 'Nothing burns',
  })
}
