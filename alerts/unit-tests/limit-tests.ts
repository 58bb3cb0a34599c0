import { alertNames, labels, prometheusMetrics } from '../../src/model/names.ts'
import { selector } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { type Duration, seconds } from '../../src/model/units.ts'
import { type MeasuredLimit, measuredLimits } from '../limits.ts'
import { targetFor } from '../target-alerts.ts'
import { gauge } from '../traffic.ts'
import { firing, type PromtoolTest, promtoolTest } from './promtool.ts'

// Counters need a window to show a new level, and an alert one more evaluation.
const settling = 8

function minutes(duration: Duration): number {
  return Math.ceil(seconds(duration) / 60)
}

function limitTest(service: Service, limit: MeasuredLimit): PromtoolTest {
  const own = { [labels.service]: service.name }
  const calm = minutes(limit.for) + settling
  const high = minutes(limit.for) + settling
  const levels = [
    [calm, limit.bound * 0.9],
    [high, limit.bound * 1.1],
    [settling, limit.bound * 0.9],
  ] as const
  return promtoolTest(`${limit.what} above ${limit.below} for ${limit.for} is a ticket`, limit.series(levels), [
    firing(calm, limit.alert, own, 0),
    // Above the limit, but not for long enough.
    ...(minutes(limit.for) > 2 ? [firing(calm + minutes(limit.for) - 1, limit.alert, own, 0)] : []),
    firing(calm + high, limit.alert, own, 1),
    firing(calm + high + settling, limit.alert, own, 0),
  ])
}

function targetTests(service: Service): readonly PromtoolTest[] {
  const own = { [labels.service]: service.name }
  const up = (instance: string) => selector(prometheusMetrics.up, { job: service.job, instance }).text
  const { serviceDown, serviceAbsent, instanceDown } = alertNames
  const down = minutes(targetFor.down)
  const instance = minutes(targetFor.instance)
  const absent = minutes(targetFor.absent)
  return [
    promtoolTest(
      'a service whose instances all stop answering is down until one answers',
      ['a:1', 'b:1'].map((name) =>
        gauge(up(name), [
          [10, 1],
          [10, 0],
          [5, 1],
        ]),
      ),
      [
        firing(10, serviceDown, own, 0),
        firing(12 + down, serviceDown, own, 1),
        firing(20, instanceDown, own, 0),
        firing(22, serviceDown, own, 0),
        firing(25, serviceAbsent, own, 0),
      ],
    ),
    promtoolTest(
      'one instance of several that stops answering is a ticket, no page',
      [
        gauge(up('a:1'), [[instance + 10, 1]]),
        gauge(up('b:1'), [
          [5, 1],
          [instance + 5, 0],
        ]),
      ],
      [
        firing(5 + instance - 1, instanceDown, own, 0),
        firing(instance + 10, instanceDown, { ...own, instance: 'b:1' }, 1),
        firing(instance + 10, instanceDown, own, 1),
        firing(instance + 10, serviceDown, own, 0),
      ],
    ),
    promtoolTest(
      'a service without a target is not watched',
      [
        gauge(selector(prometheusMetrics.up, { job: `other-than-${service.job}`, instance: 'c:1' }).text, [
          [absent, 1],
        ]),
      ],
      [firing(absent - 1, serviceAbsent, own, 0), firing(absent + 2, serviceAbsent, own, 1)],
    ),
  ]
}

/** The unit tests of a service's limits and of its targets. */
export function limitTests(service: Service): readonly PromtoolTest[] {
  return [...measuredLimits(service).map((limit) => limitTest(service, limit)), ...targetTests(service)]
}
