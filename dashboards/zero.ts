import { call, type Expression, literal, operate, vector } from '../src/model/promql.ts'

/**
 * `part`, and 0 where it has no series although `alive` has one of the same labels: no error is a 0 on the screen, and
 * a service that is gone is no line at all.
 */
export function zeroWhile(part: Expression, alive: Expression): Expression {
  return operate(part, 'or', operate(literal(0), '*', alive))
}

/**
 * The same for a part that is split by a label which `alive`, a single series, does not have: while there is nothing to
 * split, one series whose label says `none` stands at 0.
 */
export function zeroLabelledWhile(part: Expression, alive: Expression, label: string): Expression {
  const zero = operate(literal(0), '*', alive)
  const named = call('label_replace', zero, literal(`"${label}"`), literal('"none"'), literal('""'), literal('""'))
  return operate(part, 'or', named, { on: [] })
}

/**
 * `part` as a share of `whole`, from 0 to 1; both are sums without labels. A part without series is 0; a whole of 0, or
 * without series, gives no value.
 */
export function shareOf(part: Expression, whole: Expression): Expression {
  return operate(operate(part, 'or', vector(0)), '/', operate(whole, '>', literal(0)))
}
