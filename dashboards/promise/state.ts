import { labels, records } from '../../src/model/names.ts'
import { literal, operate, selector } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
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
  return stat({
    key: 'promise-time-until-spent',
    title: 'Time until the budget is spent',
    description:
      'How long the error budget of each SLO lasts if it goes on burning as in the last hour. Good: no value, because nothing ' +
      'burns, or longer than the window. Hours mean that someone must look now. What is spent already has no value here: it ' +
      'is red beside this.',
    unit: 's',
    queries: [
      { expression: selector(records.budgetLasts, { [labels.service]: service.name }), legend: `{{${labels.slo}}}` },
    ],
    rename: sloTitles(service),
    noValue: 'Nothing burns',
  })
}

/** How much of the window of every SLO was counted at all. */
export function coveragePanel(service: Service): PanelDraft {
  const own = { [labels.service]: service.name }
  // Nothing is recorded before the first whole hour: nothing is known then, which is 0.
  const unknown = operate(literal(0), '*', selector(records.objective, own))
  const known = operate(selector(records.coverage, own), 'or', unknown, { on: [labels.service, labels.slo] })
  return stat({
    key: 'promise-coverage',
    title: 'Known part of the window',
    description:
      "Share of each SLO's window in which its events were counted. Good: near 100%. Less is a young Prometheus, or holes in the " +
      'scrapes: the budget beside this is then the best guess, and the alerts on it count only what is certain.',
    unit: 'percentunit',
    decimals: 1,
    queries: [{ expression: known, legend: `{{${labels.slo}}}` }],
    rename: sloTitles(service),
    noValue: 'Nothing counted yet',
  })
}
