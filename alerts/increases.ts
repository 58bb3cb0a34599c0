import { eventKinds, labels, records } from '../src/model/names.ts'
import {
  aggregate,
  ago,
  call,
  type Expression,
  literal,
  operate,
  overTime,
  overTimeAgo,
  selector,
  sum,
  withLabel,
} from '../src/model/promql.ts'
import { type RecordingRule, record } from './rules.ts'
import { stepWindow, type WindowSum } from './windows.ts'

const sloAndEvent = [labels.service, labels.slo, labels.event]
const counts = selector(records.count)
const before = selector(records.countBefore)
const zero = literal(0)

/**
 * What each target had counted five minutes ago. After a gap (a target or Prometheus was away) it is what was seen last
 * within a day. A target that was not there then began at zero if others of its service were seen within an hour, or at what is seen of
 * it first if nothing was: a Prometheus that has just been started must not count the whole past as events of now.
 */
export function countBefore(): RecordingRule {
  const seen = operate(
    overTimeAgo('last_over_time', counts, '1h', stepWindow),
    'or',
    overTimeAgo('last_over_time', counts, `1d:${stepWindow}`, stepWindow),
  )
  const born = operate(
    operate(zero, '*', overTime('last_over_time', counts, stepWindow)),
    'and',
    overTimeAgo('last_over_time', counts, '1h', stepWindow),
    { on: [labels.service, labels.slo, labels.definition] },
  )
  const first = overTime('min_over_time', counts, stepWindow)
  return record(records.countBefore, operate(operate(seen, 'or', born), 'or', first))
}

/**
 * Events of the newest five minutes, all targets together: what is counted now less what was counted before. Nothing is
 * extrapolated, so that increases of adjoining windows add up to exactly what was counted. Where a counter began anew in
 * between, what it had reached by then is added. An SLO without counts has no events: `measured` says that it has none.
 */
export function newestIncrease(): RecordingRule {
  const of = (name: string) => overTime(name, counts, stepWindow)
  const now = of('last_over_time')
  const grown = operate(now, '-', before)
  // Its peak; or, where it has outgrown that already or was scraped just before and after, what it was before.
  const peak = operate(operate(of('max_over_time'), '>', now), '>=', before)
  const reached = operate(peak, 'or', operate(before, '>', of('min_over_time')))
  // A process that restarts again and again: `increase` sees each time, if only to within a scrape or two.
  const looping = operate(of('increase'), 'and', operate(of('resets'), '>', literal(1)))
  const each = operate(operate(looping, 'or', operate(grown, '+', reached)), 'or', grown)
  const kinds = [sum(each, sloAndEvent), withLabel(group(counts), labels.event, eventKinds.measured)]
  const none = operate(zero, '*', group(selector(records.objective)))
  const nothing = Object.values(eventKinds).map((event) => withLabel(none, labels.event, event))
  return record(
    records.increase(stepWindow),
    [...kinds, ...nothing].reduce((all, kind) => operate(all, 'or', kind)),
  )
}

function group(series: Expression): Expression {
  return aggregate('group', series, { by: [labels.service, labels.slo] })
}

/** How far back a part of a long window is looked for where Prometheus was away at the moment that it should end. */
const patience = '2h'

/** A shorter window that ended so long ago, told apart from the others by its label. */
function part({ part: short, patient }: WindowSum, offset: string): Expression {
  const recorded = selector(records.increase(short))
  // Increases of short windows need no patience: what was missed is part of the first one after the gap.
  const then = patient ? overTimeAgo('last_over_time', recorded, patience, offset) : ago(recorded, offset)
  return withLabel(then, 'part', offset)
}

/**
 * Events of a longer window: the sum of the adjoining shorter windows that it consists of, as far as they are recorded.
 * Each is one sample, so that a window of weeks costs no more than one of hours.
 */
export function summedIncrease(window: WindowSum): RecordingRule {
  const newest = selector(records.increase(window.part))
  const older = window.offsets.map((offset) => part(window, offset))
  const parts = older.reduce((all, each) => operate(all, 'or', each), newest)
  return record(records.increase(window.window), sum(parts, sloAndEvent))
}

/** Number of events of one kind in the window. */
export function increaseOf(window: string, event: keyof typeof eventKinds): Expression {
  return selector(records.increase(window), { [labels.event]: eventKinds[event] })
}

/** The share of bad events in the window: every event weighs the same, at whatever hour it came. No traffic, no ratio. */
export function ratioRule(window: string): RecordingRule {
  // `> 0` drops the division by zero.
  const some = operate(increaseOf(window, 'all'), '>', zero)
  const ratio = operate(increaseOf(window, 'bad'), '/', some, { ignoring: [labels.event] })
  return record(records.ratio(window), call('clamp_max', ratio, literal(1)))
}
