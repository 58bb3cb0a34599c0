import { prometheusMetrics } from '../../src/model/names.ts'
import { aggregate, selector, sum } from '../../src/model/promql.ts'
import type { PanelDraft } from '../panel.ts'
import { chosenProcess } from '../selection.ts'
import { timeSeries } from '../time-series.ts'

/** How many instances answer their scrapes. */
export function instancesPanel(): PanelDraft {
  const up = selector(prometheusMetrics.up, chosenProcess)
  return timeSeries({
    key: 'process-instances',
    title: 'Instances that answer',
    description:
      'Instances that Prometheus knows, and those of them that answered their last scrape. Good: one line on the other. ' +
      'When they part: an instance hangs, has crashed or is being replaced; see its log and the CPU and memory beside this.',
    unit: 'short',
    decimals: 0,
    queries: [
      { expression: aggregate('count', up), legend: 'known', color: 'blue', dashed: true },
      { expression: sum(up), legend: 'answer', color: 'green' },
    ],
    noValue: 'Prometheus knows no instance',
  })
}
