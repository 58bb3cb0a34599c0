import type { Service } from '../../src/model/service.ts'
import { noSeries } from '../no-value.ts'
import type { PanelDraft } from '../panel.ts'
import { answers } from '../selection.ts'
import { servedRate } from '../served.ts'
import { timeSeries } from '../time-series.ts'
import { zeroWhile } from '../zero.ts'

/** Error answers per second: the clients' mistakes and the service's own failures, kept apart. */
export function errorAnswersPanel(service: Service): PanelDraft {
  const perSecond = (pattern: string) => zeroWhile(servedRate(service, answers(service, pattern)), servedRate(service))
  return timeSeries({
    key: 'errors-answers',
    title: 'Error answers',
    description:
      'Answers per second with a 4xx (the caller was refused) and with a 5xx (the service failed). Good: no 5xx; some 4xx ' +
      'are everyday business. A rise of 4xx after a deployment is a broken contract with the callers.',
    unit: 'reqps',
    queries: [
      { expression: perSecond('4..'), legend: '4xx, refused', color: 'orange' },
      { expression: perSecond('5..'), legend: '5xx, failed', color: 'red' },
    ],
    noValue: noSeries,
  })
}
