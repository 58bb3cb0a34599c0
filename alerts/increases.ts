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
import { hourWindow, stepWindow, type WindowSum } from './windows.ts'

const sloAndEvent = [labels.service, labels.slo, labels.event]
const counts = selector(records.count)
const previous = selector(records.countPrevious)
const zero = literal(0)

/** How long what was counted last is remembered of a target that is seen no more. */
const memory = `1d:${stepWindow}`

/**
 * What each target had counted at the evaluation before, however long ago that was; the shortest interval is a second. Of
 * a target that is gone it stays for an hour, where a look back in steps of minutes must come upon it.
 */
export function countPrevious(): RecordingRule {
  const remembered = operate(overTime('last_over_time', previous, memory), 'and', counts)
  return record(
    records.countPrevious,
    operate(overTimeAgo('last_over_time', counts, hourWindow, '1s'), 'or', remembered),
  )
}

/**
 * What was counted up to a restart, by the targets whose count of all events fell. The count of bad events may fall by
 * itself: it is a difference, and not every client library shows its buckets and its total of the same moment.
 */
export function countDropped(): RecordingRule {
  const all = { [labels.event]: eventKinds.all }
  const restarted = operate(selector(records.countPrevious, all), '>', selector(records.count, all))
  return record(records.countDropped, operate(previous, 'and', restarted, { ignoring: [labels.event] }))
}

/**
 * What each target had counted five minutes ago, or when it was seen last within a day before. A target that was not there
 * then began at zero if others of its service were seen within an hour, or at what is seen of it first if nothing was: a
 * Prometheus that has just been started must not count the whole past as events of now.
 */
function countBefore(now: Expression): Expression {
  const seen = overTimeAgo('last_over_time', counts, hourWindow, stepWindow)
  const remembered = overTimeAgo('last_over_time', previous, memory, stepWindow)
  const born = operate(operate(zero, '*', now), 'and', seen, { on: [labels.service, labels.slo, labels.definition] })
  const first = overTime('min_over_time', counts, stepWindow)
  return [remembered, born, first].reduce((known, otherwise) => operate(known, 'or', otherwise), seen)
}

/**
 * Events of the newest five minutes, all targets together: what is counted now less what was counted before, and what was
 * reached at each restart in between. Nothing is extrapolated, so that increases of adjoining windows add up to exactly what
 * was counted. An SLO without counts has no events: `measured` says that it has none.
 */
export function newestIncrease(): RecordingRule {
  const now = overTime('last_over_time', counts, stepWindow)
  const dropped = overTime('sum_over_time', selector(records.countDropped), stepWindow)
  const reached = operate(dropped, 'or', operate(zero, '*', now))
  const grown = operate(operate(now, '+', reached), '-', countBefore(now))
  const kinds = [sum(grown, sloAndEvent), withLabel(group(counts), labels.event, eventKinds.measured)]
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
const patience = '1d:30m'

/** A shorter window that ended so long ago, told apart from the others by its label. */
function part({ part: short, patient }: WindowSum, offset: string): Expression {
  const recorded = selector(records.increase(short))
  const then = ago(recorded, offset)
  // Increases of short windows need no patience: what was missed is part of the first one after the gap.
  const found = patient ? operate(then, 'or', overTimeAgo('last_over_time', recorded, patience, offset)) : then
  return withLabel(found, 'part', offset)
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
  return record(records.ratio(window), call('clamp', ratio, zero, literal(1)))
}
