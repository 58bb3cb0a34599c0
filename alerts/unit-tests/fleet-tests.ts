import { applicableWindows } from '../../src/model/burn-rate.ts'
import { measurableSlos } from '../../src/model/measurable.ts'
import { alertNames, eventKinds, labels, records } from '../../src/model/names.ts'
import { selector } from '../../src/model/promql.ts'
import type { Fleet, Slo } from '../../src/model/service.ts'
import { errorBudget, share } from '../../src/model/units.ts'
import { counter, gauge, type InputSeries } from '../traffic.ts'
import { firing, type PromtoolTest, promtoolTest, recorded } from './promtool.ts'

/** Events of one SLO a minute, for some minutes. */
type Rates = readonly (readonly [minutes: number, total: number, errors: number])[]

/** The counts of an invented service, as if its own rules had written them. */
function streams(service: string, id: string, slo: Slo, rates: Rates): readonly InputSeries[] {
  const own = { [labels.service]: service, [labels.slo]: id }
  const minutes = rates.reduce((sum, [length]) => sum + length, 0)
  const traffic = rates.map(([length, total, errors]) => ({ minutes: length, good: total - errors, bad: errors }))
  const counted = (event: string) =>
    selector(records.count, { ...own, [labels.definition]: 'x', [labels.event]: event, instance: 'a:1' }).text
  const objective = selector(records.objective, { ...own, [labels.tier]: '1', [labels.window]: slo.window })
  return [
    gauge(objective.text, [[minutes, share(slo.objective)]]),
    counter(counted(eventKinds.all), traffic, ({ good, bad }) => good + bad),
    counter(counted(eventKinds.bad), traffic, ({ bad }) => bad),
  ]
}

function isolation(slo: Slo): PromtoolTest {
  const minutes = 65
  const at = (service: string, count: number) =>
    firing(minutes, alertNames.burnsFast, { [labels.service]: service, [labels.slo]: 'same' }, count)
  return promtoolTest(
    `${slo.window}: of services with an SLO of one name, only the one that fails often pages`,
    [
      ...streams('failing', 'same', slo, [[minutes, 100, 100]]),
      ...streams('healthy', 'same', slo, [[minutes, 100, 0]]),
      // Its only request of the hour failed: the whole ratio, and too little to act on.
      ...streams('quiet', 'same', slo, [
        [minutes - 4, 0, 0],
        [1, 1, 1],
        [3, 0, 0],
      ]),
    ],
    [at('failing', 1), at('healthy', 0), at('quiet', 0)],
  )
}

/** Busy and nearly idle hours, with the errors in the busy ones and then in the idle ones. */
function changingTraffic(slo: Slo): PromtoolTest {
  const busy: Rates = [
    [120, 100, 0],
    [60, 100, 50],
    [180, 1, 0],
  ]
  const night: Rates = [
    [180, 100, 0],
    [120, 1, 1],
    [60, 1, 0],
  ]
  const minutes = 360
  const events = (rates: Rates, column: 1 | 2) => rates.reduce((sum, rate) => sum + rate[0] * rate[column], 0)
  const truth = (rates: Rates) => events(rates, 2) / events(rates, 1)
  const left = (rates: Rates) => 1 - truth(rates) / errorBudget(slo.objective)
  return promtoolTest(
    `${slo.window}: every event weighs the same, however busy its hour was`,
    [...streams('first', 'busy', slo, busy), ...streams('first', 'night', slo, night)],
    [
      recorded(minutes, records.ratio(slo.window), 'first', 'busy', truth(busy)),
      recorded(minutes, records.ratio(slo.window), 'first', 'night', truth(night)),
      recorded(minutes, records.budgetRemaining, 'first', 'busy', left(busy)),
      recorded(minutes, records.budgetRemaining, 'first', 'night', left(night)),
    ],
  )
}

/** The unit tests of the rules that serve all SLOs, with one SLO for each length of window. */
export function fleetTests(fleet: Fleet): readonly PromtoolTest[] {
  const slos = fleet.flatMap((service) => measurableSlos(service).map(([, slo]) => slo))
  const firstOfWindow = slos.filter((slo, index) => slos.findIndex(({ window }) => window === slo.window) === index)
  return firstOfWindow.flatMap((slo) => [
    ...(applicableWindows(slo).some(({ severity }) => severity === 'page') ? [isolation(slo)] : []),
    changingTraffic(slo),
  ])
}
