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
import { hourWindow } from './windows.ts'

const ofSlo = [labels.service, labels.slo]
const sameSlo = { on: ofSlo }
const counts = selector(records.count)
const previous = selector(records.countPrevious)
const total = selector(records.total)
const objectives = selector(records.objective)
const allEvents = { [labels.event]: eventKinds.all }
const zero = literal(0)

/** The shortest interval of evaluation that is understood: what is older than this was recorded by an evaluation before. */
const justNow = '1s'

/**
 * How long what was recorded last is remembered while nothing is recorded. In steps of five minutes a look back comes upon
 * the last sample, because Prometheus takes the newest within five minutes of each.
 */
const memory = '1d:5m'

/** The total of the evaluation before. Unlike an instant selector it sees beyond the marker of a group that was renamed. */
const before = overTimeAgo('last_over_time', total, '5m', justNow)

/**
 * What each target had counted at the evaluation before, however long ago that was. Of a target that is gone it stays for an
 * hour, where a look back in steps of minutes must come upon it.
 */
export function countPrevious(): RecordingRule {
  const remembered = operate(overTime('last_over_time', previous, memory), 'and', counts)
  return record(
    records.countPrevious,
    operate(overTimeAgo('last_over_time', counts, hourWindow, justNow), 'or', remembered),
  )
}

/**
 * What each target had counted before: a target whose count of all events fell began anew, from zero. The count of bad
 * events may fall by itself: it is a difference, and not every client library shows its buckets and its total of the same
 * moment. A target that was never seen has counted from zero if others of its service were seen; otherwise it is the service
 * that is seen first, and its past is no burst of events.
 */
function countBefore(): Expression {
  const restarted = operate(selector(records.countPrevious, allEvents), '>', selector(records.count, allEvents))
  const goesOn = operate(previous, 'unless', restarted, { ignoring: [labels.event] })
  const anew = operate(operate(zero, '*', counts), 'and', previous, {
    on: [...ofSlo, labels.definition, labels.event],
  })
  return operate(operate(goesOn, 'or', anew), 'or', counts)
}

/**
 * What has come since the evaluation before, all targets together: events, and `measured`, the seconds that have passed
 * since, unless there was no count for minutes. Nothing is extrapolated.
 */
export function newEvents(): Expression {
  const events = sum(operate(counts, '-', countBefore()), [...ofSlo, labels.event])
  const seen = call('timestamp', ago(selector(records.count, allEvents), justNow))
  const passed = operate(call('time'), '-', aggregate('max', seen, { by: ofSlo }))
  const measured = withLabel(operate(passed, 'and', counts, sameSlo), labels.event, eventKinds.measured)
  return operate(events, 'or', measured)
}

/** A total of zero of each kind of events, for every SLO. */
function nothing(): Expression {
  const none = operate(zero, '*', aggregate('group', objectives, { by: ofSlo }))
  return Object.values(eventKinds)
    .map((event) => withLabel(none, labels.event, event))
    .reduce((all, kind) => operate(all, 'or', kind))
}

/**
 * Where a total goes on after minutes in which it was not recorded: what it was then. It begins with zero, as it does anew
 * after more than a day. It is one sample, at the evaluation that finds it so.
 */
export function totalResumed(): RecordingRule {
  const last = operate(overTime('last_over_time', total, memory), 'or', nothing())
  const promised = operate(last, 'and', objectives, sameSlo)
  return record(records.totalResumed, operate(promised, 'unless', before))
}

/**
 * All events of an SLO since it was recorded first, and the seconds in which they were counted: the total of the evaluation
 * before and what is new. Targets that go and come leave no trace in it.
 */
export function runningTotal(): RecordingRule {
  const added = withLabel(newEvents(), labels.part, 'new')
  const known = operate(before, 'or', selector(records.totalResumed))
  const parts = operate(operate(known, 'or', added), 'and', objectives, sameSlo)
  return record(records.total, sum(parts, [...ofSlo, labels.event]))
}
