import { applicableWindows, burnRateThreshold } from '../../src/model/burn-rate.ts'
import { measurableSlos } from '../../src/model/measurable.ts'
import { alertNames, eventKinds, labels, records } from '../../src/model/names.ts'
import { selector } from '../../src/model/promql.ts'
import type { Fleet, Slo } from '../../src/model/service.ts'
import { errorBudget, seconds, share } from '../../src/model/units.ts'
import { counter, gauge, type InputSeries } from '../traffic.ts'
import { eventTests } from './event-tests.ts'
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
  const of = (id: string) => ({ [labels.service]: 'first', [labels.slo]: id })
  const left = (rates: Rates) => 1 - truth(rates) / errorBudget(slo.objective)
  return promtoolTest(
    `${slo.window}: every event weighs the same, however busy its hour was`,
    [...streams('first', 'busy', slo, busy), ...streams('first', 'night', slo, night)],
    [
      recorded(minutes, records.ratio(slo.window), of('busy'), truth(busy)),
      recorded(minutes, records.ratio(slo.window), of('night'), truth(night)),
      recorded(minutes, records.budgetRemaining, of('busy'), left(busy)),
      recorded(minutes, records.budgetRemaining, of('night'), left(night)),
    ],
  )
}

/** An hour of nothing but errors, and then none: the ticket goes with its short windows, while the long ones remember. */
function ticketEnds(slo: Slo): readonly PromtoolTest[] {
  const tickets = applicableWindows(slo).filter(({ severity }) => severity === 'ticket')
  const short = Math.max(0, ...tickets.map((condition) => seconds(condition.short) / 60))
  const rates: Rates = [
    [60, 100, 0],
    [60, 100, 100],
    [short, 100, 0],
  ]
  const end = 120 + short
  // What the long windows still hold must be worth a ticket.
  const lasting = tickets.filter((condition) => burnRateThreshold(slo, condition) < 60 / end)
  if (lasting.length === 0) return []
  const own = { [labels.service]: 'first', [labels.slo]: 'ended' }
  return [
    promtoolTest(`${slo.window}: a ticket ends with what it is about`, streams('first', 'ended', slo, rates), [
      firing(120, alertNames.burnsSlowly, own, 1),
      firing(end, alertNames.burnsSlowly, own, 0),
    ]),
  ]
}

/** The unit tests of the rules that serve all SLOs, with one SLO for each length of window. */
export function fleetTests(fleet: Fleet): readonly PromtoolTest[] {
  const slos = fleet.flatMap((service) => measurableSlos(service).map(([, slo]) => slo))
  const firstOfWindow = slos.filter((slo, index) => slos.findIndex(({ window }) => window === slo.window) === index)
  const ofWindows = firstOfWindow.flatMap((slo) => [
    ...(applicableWindows(slo).some(({ severity }) => severity === 'page') ? [isolation(slo)] : []),
    changingTraffic(slo),
    ...ticketEnds(slo),
  ])
  return [...ofWindows, ...slos.slice(0, 1).flatMap(eventTests)]
}
