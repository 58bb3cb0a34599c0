import { burnRateConditions } from '../../src/model/burn-rate.ts'
import { labels, records } from '../../src/model/names.ts'
import { operate, selector } from '../../src/model/promql.ts'
import { errorBudgets } from '../../src/model/slo-series.ts'
import { seconds } from '../../src/model/units.ts'
import type { PanelDraft } from '../panel.ts'
import { timeSeries } from '../time-series.ts'
import { type MeasuredSlo, recordedFor } from './measured.ts'
import { runbookLinks } from './runbooks.ts'

/** How fast the budget of one SLO burns over each window that its alerts look at. */
export function burnRatesPanel(measured: MeasuredSlo): PanelDraft {
  const { service, id, slo } = measured
  const conditions = burnRateConditions(slo.window)
  const windows = [...new Set(conditions.flatMap(({ short, long }) => [short, long]))]
  const rate = (window: string) =>
    operate(selector(records.ratio(window), recordedFor(measured)), '/', errorBudgets(recordedFor(measured)), {
      on: [labels.service, labels.slo],
    })
  const alerting = conditions.map(({ factor, long, short }) => `${factor} over ${long} and ${short}`).join('; ')
  return timeSeries({
    key: `promise-${id}-burn-rates`,
    title: `${slo.title}: burn rates`,
    description:
      'How many times faster than sustainable the error budget is being spent, over each window that the alerts look at. Good: ' +
      `below 1. An alert fires when two windows are above its factor together: ${alerting}. The short ones rise first and fall ` +
      'first; follow the link of a point to the runbook.',
    unit: 'short',
    queries: windows
      .sort((a, b) => seconds(a) - seconds(b))
      .map((window) => ({ expression: rate(window), legend: window })),
    bound: { kind: 'below', value: 1 },
    links: runbookLinks(service),
    noValue: 'No events in these windows',
  })
}
