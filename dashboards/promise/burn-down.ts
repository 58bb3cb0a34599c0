import { records } from '../../src/model/names.ts'
import { selector } from '../../src/model/promql.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'
import { type MeasuredSlo, recordedFor } from './measured.ts'
import { runbookLinks } from './runbooks.ts'

/** How the error budget of one SLO is used up. */
export function burnDownPanel(measured: MeasuredSlo): PanelDraft {
  const { service, id, slo } = measured
  return timeSeries({
    key: `promise-${id}-burn-down`,
    title: `${slo.title}: error budget left`,
    description:
      `Share of the error budget of ${slo.objective} over ${slo.window} that is left: 100% is untouched, 0% is spent, less is ` +
      'broken. Good: above 0%, and falling no faster than the days of the window pass. A cliff is one incident; a slope is a ' +
      'fault that stays. When it nears 0%: stop risky changes until it recovers.',
    unit: 'percentunit',
    queries: [{ expression: selector(records.budgetRemaining, recordedFor(measured)), legend: 'left', color: 'blue' }],
    bound: { kind: 'above', value: 0 },
    softMax: 1,
    links: runbookLinks(service),
    noValue: 'No events yet',
  })
}
