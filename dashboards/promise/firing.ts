import { labels, prometheusMetrics } from '../../src/model/names.ts'
import { aggregate, operate, selector, vector } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import type { PanelDraft } from '../panel.ts'
import { stat } from '../stat.ts'
import { timeSeries } from '../time-series.ts'

function firing(service: Service, by: readonly string[] = []) {
  const alerts = selector(prometheusMetrics.alerts, { alertstate: 'firing', [labels.service]: service.name })
  return aggregate('count', alerts, by.length > 0 ? { by } : {})
}

const meaning =
  'Alerts that fire, those on promises and on limits alike. Good: none. When one does: its name says which runbook to open, ' +
  'and its labels which SLO it is about; Alertmanager has sent it to whom its severity wakes.'

/** How many alerts of the service fire now. */
export function firingAlertsStat(service: Service): PanelDraft {
  return stat({
    key: `promise-${service.name}-firing-now`,
    title: 'Alerts firing',
    description: meaning,
    unit: 'short',
    decimals: 0,
    queries: [{ expression: operate(firing(service), 'or', vector(0)), legend: 'firing' }],
    bound: { kind: 'below', value: 1 },
    noValue: '0',
  })
}

/** Which alerts of the service fired when. */
export function firingAlertsPanel(service: Service): PanelDraft {
  const by = ['alertname', labels.severity]
  // A line at 0 says that somebody looked: a picture without lines could as well be a Prometheus without rules.
  const none = vector(0)
  const panel = timeSeries({
    key: 'promise-firing',
    title: 'Alerts firing by name',
    description: meaning,
    unit: 'short',
    decimals: 0,
    queries: [
      { expression: none, legend: 'none', color: 'green' },
      { expression: firing(service, by), legend: `{{alertname}} ({{${labels.severity}}})` },
    ],
    noValue: 'Nothing fires',
  })
  // Most of the time there is one flat line to see.
  return { ...panel, height: 6 }
}
