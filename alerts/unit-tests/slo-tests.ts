import { measurableSlos } from '../../src/model/measurable.ts'
import { alertNames, records } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import { seconds } from '../../src/model/units.ts'
import { leastErrors } from '../burn-rate-alerts.ts'
import { unmeasuredFor } from '../missing-data.ts'
import { sliOf } from '../sli-of.ts'
import type { Stretch } from '../traffic.ts'
import { alertWindows, hourWindow, shortestWindow } from '../windows.ts'
import { policyTests } from './policy-tests.ts'
import { type Expectation, firing, missing, type PromtoolTest, promtoolTest, recorded } from './promtool.ts'
import {
  calm,
  failing,
  halfAnHourPages,
  healthy,
  idle,
  minutesToLinger,
  minutesToPage,
  minutesToReset,
  shareForTicket,
  sharing,
  sparse,
} from './scenarios.ts'
import { identity, type Subject } from './subject.ts'

function alertsOf(subject: Subject, minute: number, pages: number, tickets?: number): readonly Expectation[] {
  const own = identity(subject)
  return [
    firing(minute, alertNames.burnsFast, own, pages),
    ...(tickets === undefined ? [] : [firing(minute, alertNames.burnsSlowly, own, tickets)]),
  ]
}

function ratioIs(subject: Subject, minute: number, window: string, value: number): Expectation {
  return recorded(minute, records.ratio(window), identity(subject), value)
}

function outage(subject: Subject): readonly PromtoolTest[] {
  const bad = minutesToPage(subject.slo)
  if (bad === undefined) return []
  const after = minutesToReset(subject.slo)
  const lasting = Math.max(bad, minutesToLinger(subject.slo, after))
  const end = calm + lasting
  return [
    promtoolTest(
      `${subject.id}: an outage pages, and no longer when it is over`,
      subject.sli.series([healthy(calm), failing(lasting), healthy(after)]),
      [
        ...alertsOf(subject, calm, 0, 0),
        ratioIs(subject, calm, shortestWindow, 0),
        ratioIs(subject, calm + bad, shortestWindow, Math.min(1, (bad * 60) / seconds(shortestWindow))),
        ...alertsOf(subject, calm + bad, 1),
        ...alertsOf(subject, end, 1),
        ratioIs(subject, end + after, shortestWindow, 0),
        ...alertsOf(subject, end + after, 0),
      ],
    ),
  ]
}

function slowBurn(subject: Subject): readonly PromtoolTest[] {
  const share = shareForTicket(subject.slo)
  if (share === undefined) return []
  const minutes = 150
  const windows = [...alertWindows([subject.slo.window]), subject.slo.window]
  return [
    promtoolTest(`${subject.id}: a slow burn is a ticket, no page`, subject.sli.series([sharing(minutes, share)]), [
      ...windows.map((window) => ratioIs(subject, minutes, window, share)),
      ...alertsOf(subject, minutes, 0, 1),
    ]),
  ]
}

function fewErrors(subject: Subject): readonly PromtoolTest[] {
  const before = 10
  const minute = before * 6 + 6
  const one = promtoolTest(
    `${subject.id}: one error of ten requests an hour is no alert`,
    subject.sli.series([...sparse(false, before), ...sparse(true, 1), ...sparse(false, before)]),
    [
      ...alertsOf(subject, minute - 4, 0, 0),
      ...alertsOf(subject, minute, 0, 0),
      ...alertsOf(subject, minute + calm, 0, 0),
    ],
  )
  const last = (before + leastErrors) * 6
  const several = promtoolTest(
    `${subject.id}: ${leastErrors} errors of ten requests an hour page`,
    subject.sli.series([...sparse(false, before), ...sparse(true, leastErrors)]),
    alertsOf(subject, last - 3, 1),
  )
  return halfAnHourPages(subject.slo) ? [one, several] : [one]
}

function unseenErrors(subject: Subject): PromtoolTest {
  return promtoolTest(
    `${subject.id}: errors that were never seen are zero errors`,
    subject.sli.series([healthy(30)]).filter(({ onlyBad }) => !onlyBad),
    [ratioIs(subject, 30, shortestWindow, 0), ratioIs(subject, 30, subject.slo.window, 0)],
  )
}

/** Errors before and after a restart, more of them after it, and none in between: their series comes with the first. */
function restart(subject: Subject): PromtoolTest {
  const before = sharing(20, 0.01)
  const between = { ...healthy(15), restarted: true } as const
  const after = sharing(10, 0.5)
  const stretches = [before, between, after]
  const sum = (events: (stretch: Stretch) => number) =>
    stretches.reduce((all, stretch) => all + stretch.minutes * events(stretch), 0)
  return promtoolTest(`${subject.id}: a restarted service counts its errors from zero`, subject.sli.series(stretches), [
    ratioIs(subject, 45, hourWindow, sum(({ bad }) => bad) / sum(({ good, bad }) => good + bad)),
    ratioIs(subject, 45, shortestWindow, 0.5),
  ])
}

function noRatio(subject: Subject, minute: number): readonly Expectation[] {
  return [shortestWindow, subject.slo.window].map((window) => missing(minute, records.ratio(window), identity(subject)))
}

function notMeasured(subject: Subject, minute: number, value: number): Expectation {
  return firing(minute, alertNames.notMeasured, identity(subject), value)
}

/** Requests whose durations nothing tells are no events, neither good nor bad. */
function withoutBuckets(subject: Subject): readonly PromtoolTest[] {
  const patience = seconds(unmeasuredFor) / 60
  const series = subject.sli.series([healthy(patience + 2)]).filter((entry) => !entry.series.includes('_bucket{'))
  const test = promtoolTest(`${subject.id}: requests without buckets are not measured`, series, [
    ...noRatio(subject, patience + 2),
    notMeasured(subject, patience + 2, 1),
  ])
  // Every native histogram has every bucket.
  const classic = subject.service.runtime.requests.histogram.kind !== 'native'
  return subject.slo.kind === 'latency' && classic ? [test] : []
}

/** What needs no traffic is the same for all SLOs of a service, which share their series. */
function silence(subjects: readonly Subject[]): readonly PromtoolTest[] {
  const patience = seconds(unmeasuredFor) / 60
  const series = subjects.flatMap(({ sli }) => sli.series([idle(2 * patience)]))
  const distinct = [...new Map(series.map((entry) => [entry.series, entry])).values()]
  return [
    promtoolTest(
      'no traffic gives no ratio and no alert',
      distinct,
      subjects.flatMap((subject) => [
        ...noRatio(subject, 2 * patience),
        notMeasured(subject, 2 * patience, 0),
        ...alertsOf(subject, 2 * patience, 0, 0),
      ]),
    ),
    promtoolTest(
      'an SLO without its metrics is reported as not measured',
      [],
      subjects.flatMap((subject) => [
        ...noRatio(subject, patience + 2),
        notMeasured(subject, patience - 2, 0),
        notMeasured(subject, patience + 2, 1),
      ]),
    ),
  ]
}

/** The unit tests of a service's SLOs: what fires, what resets, and what stays silent. */
export function sloTests(service: Service): readonly PromtoolTest[] {
  const subjects = measurableSlos(service).map(([id, slo]) => ({ service, id, slo, sli: sliOf(service, slo) }))
  const own = subjects.flatMap((subject) => [
    ...outage(subject),
    ...slowBurn(subject),
    ...fewErrors(subject),
    unseenErrors(subject),
    restart(subject),
    ...withoutBuckets(subject),
  ])
  return [...own, ...silence(subjects), ...policyTests(subjects)]
}
