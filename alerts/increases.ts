import { eventKinds, labels, records } from '../src/model/names.ts'
import {
  aggregate,
  ago,
  call,
  type Expression,
  literal,
  type Matchers,
  operate,
  overTime,
  selector,
  withLabel,
} from '../src/model/promql.ts'
import { type RecordingRule, record } from './rules.ts'

type EventKind = keyof typeof eventKinds

/**
 * Events of a window: the total now less the total when it began. A window that began while nothing was recorded begins with
 * the total that was resumed after that. One in which the total began anew, from zero, begins there: that is the lowest.
 */
function increase(window: string, matchers: Matchers = {}): Expression {
  const total = selector(records.total, matchers)
  const resumed = overTime('min_over_time', selector(records.totalResumed, matchers), window)
  const begun = operate(ago(total, window), 'or', withLabel(resumed, labels.part, 'resumed'))
  const lowest = aggregate('min', begun, { by: [labels.service, labels.slo, labels.event] })
  return operate(total, '-', lowest)
}

/** Number of events in the window, recorded: by all kinds. */
export function increaseRule(window: string): RecordingRule {
  return record(records.increase(window), increase(window))
}

/** Recorded number of events of one kind in the window, one of `countedWindows`. */
export function increaseOf(window: string, event: EventKind): Expression {
  return selector(records.increase(window), { [labels.event]: eventKinds[event] })
}

/**
 * The share of bad events in the window: every event weighs the same, at whatever hour it came. No traffic, no ratio. Where
 * the number of events is not `recorded`, it is told from the totals.
 */
export function ratioRule(window: string, recorded: boolean): RecordingRule {
  const events = (event: EventKind) =>
    recorded ? increaseOf(window, event) : increase(window, { [labels.event]: eventKinds[event] })
  // `> 0` drops the division by zero.
  const some = operate(events('all'), '>', literal(0))
  const ratio = operate(events('bad'), '/', some, { ignoring: [labels.event] })
  return record(records.ratio(window), call('clamp', ratio, literal(0), literal(1)))
}
