/** A PromQL expression as text, and how tightly its outermost operator binds (the higher, the tighter). */
export interface Expression {
  readonly text: string
  readonly precedence: number
}

/** How a label is compared; a plain string means equality. */
export interface Matcher {
  readonly operator: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/** Label name -> what it must be; a list means that all of it must hold. */
export type Matchers = Readonly<Record<string, string | Matcher | readonly Matcher[]>>

/** A range as rules and panels write it: `5m`, or a variable of Grafana such as `$__rate_interval`. */
export type Range = string

const atom = 100
// https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence
const precedences = {
  '^': 60,
  '*': 50,
  '/': 50,
  '%': 50,
  '+': 40,
  '-': 40,
  '==': 30,
  '!=': 30,
  '<=': 30,
  '<': 30,
  '>=': 30,
  '>': 30,
  and: 20,
  unless: 20,
  or: 10,
} as const

/** A binary operator of PromQL. */
export type Operator = keyof typeof precedences

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** A value that must match the regular expression (RE2, anchored at both ends). */
export function matching(pattern: string): Matcher {
  return { operator: '=~', value: pattern }
}

/** A value that must not match the regular expression (RE2, anchored at both ends). */
export function notMatching(pattern: string): Matcher {
  return { operator: '!~', value: pattern }
}

/** One of several literal values: equality for a single one, an escaped alternation in sorted order otherwise. */
export function oneOf(values: readonly string[]): Matcher {
  const sorted = [...new Set(values)].sort()
  const [only] = sorted
  if (sorted.length === 1 && only !== undefined) return { operator: '=', value: only }
  return matching(sorted.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'))
}

/**
 * The `le` label of a bucket with this upper boundary in seconds. Servers write integers as `1` or `1.0`, and
 * Prometheus 3 rewrites the former to the latter on scrape, so that an integer must match both.
 */
export function bucketBoundary(boundary: number): Matcher {
  return Number.isInteger(boundary) ? matching(`${boundary}(\\.0)?`) : { operator: '=', value: String(boundary) }
}

/** An instant selector: `metric{label="value"}`. */
export function selector(metric: string, matchers: Matchers = {}): Expression {
  const parts = Object.entries(matchers).flatMap(([label, condition]) => {
    const conditions: readonly Matcher[] =
      typeof condition === 'string' ? [{ operator: '=', value: condition }] : [condition].flat()
    return conditions.map(({ operator, value }) => `${label}${operator}${quoted(value)}`)
  })
  return { text: parts.length === 0 ? metric : `${metric}{${parts.join(',')}}`, precedence: atom }
}

/** A number or a string of PromQL as it stands, for instance a Grafana variable; the caller vouches for it. */
export function literal(text: string | number): Expression {
  return { text: String(text), precedence: atom }
}

function text(value: string): Expression {
  return literal(quoted(value))
}

/** `vector(number)`: the number as a series without labels. */
export function vector(value: number): Expression {
  return call('vector', literal(value))
}

/** A function call, such as `clamp_max(x, 1)`. */
export function call(name: string, ...parameters: readonly Expression[]): Expression {
  return { text: `${name}(${parameters.map((parameter) => parameter.text).join(', ')})`, precedence: atom }
}

/** The series with a label set to a constant: keeps series apart that would be the same without their names. */
export function withLabel(series: Expression, label: string, value: string): Expression {
  return call('label_replace', series, text(label), text(value), text(''), text(''))
}

/** A function over a range of a plain selector, such as `rate(metric[5m])`, `increase`, `sum_over_time`. */
export function overTime(name: string, series: Expression, range: Range): Expression {
  return { text: `${name}(${series.text}[${range}])`, precedence: atom }
}

/** The series as they stood this long ago. */
export function ago(series: Expression, offset: Range): Expression {
  return { text: `${series.text} offset ${offset}`, precedence: atom }
}

/** The series as they stood at this moment, in seconds since 1970. */
export function at(series: Expression, time: number): Expression {
  return { text: `${series.text} @ ${time.toFixed(3)}`, precedence: atom }
}

/** A function over a range that ended this long ago. */
export function overTimeAgo(name: string, series: Expression, range: Range, offset: Range): Expression {
  return { text: `${name}(${series.text}[${range}] offset ${offset})`, precedence: atom }
}

/** Per-second increase of counters over the range, resets accounted for. */
export function rate(series: Expression, range: Range): Expression {
  return overTime('rate', series, range)
}

/** Increase of counters over the range, resets accounted for. */
export function increase(series: Expression, range: Range): Expression {
  return overTime('increase', series, range)
}

/** How an aggregation groups: `by` the labels, or `without` them. Nothing means one single series. */
export interface Grouping {
  readonly by?: readonly string[]
  readonly without?: readonly string[]
}

/** An aggregation, such as `sum by (le) (…)`. `parameter` is that of `topk`, `quantile` or `count_values`. */
export function aggregate(
  name: 'sum' | 'min' | 'max' | 'avg' | 'count' | 'group' | 'topk' | 'bottomk' | 'quantile',
  body: Expression,
  grouping: Grouping = {},
  parameter?: Expression,
): Expression {
  const by = grouping.by ? ` by (${grouping.by.join(', ')}) ` : ''
  const without = grouping.without ? ` without (${grouping.without.join(', ')}) ` : ''
  const inner = parameter ? `${parameter.text}, ${body.text}` : body.text
  return { text: `${name}${by}${without}(${inner})`, precedence: atom }
}

/** `sum`, the aggregation that nearly every query needs. */
export function sum(body: Expression, by: readonly string[] = []): Expression {
  return aggregate('sum', body, by.length > 0 ? { by } : {})
}

/** How the two sides of an operator are matched; `bool` makes a comparison 0 or 1 instead of a filter. */
export interface Matching {
  readonly on?: readonly string[]
  readonly ignoring?: readonly string[]
  readonly groupLeft?: readonly string[]
  readonly groupRight?: readonly string[]
  readonly bool?: boolean
}

function modifiers(matching: Matching): string {
  const words = [
    matching.bool ? 'bool' : '',
    matching.on ? `on (${matching.on.join(', ')})` : '',
    matching.ignoring ? `ignoring (${matching.ignoring.join(', ')})` : '',
    matching.groupLeft ? `group_left (${matching.groupLeft.join(', ')})` : '',
    matching.groupRight ? `group_right (${matching.groupRight.join(', ')})` : '',
  ]
  return words.filter((word) => word !== '').join(' ')
}

/** A binary operation with the parentheses that precedence asks for. All operators but `^` are left-associative. */
export function operate(left: Expression, operator: Operator, right: Expression, matching: Matching = {}): Expression {
  const precedence = precedences[operator]
  const wrap = (side: Expression, least: number) => (side.precedence < least ? `(${side.text})` : side.text)
  const words = modifiers(matching)
  const middle = words === '' ? operator : `${operator} ${words}`
  const text =
    operator === '^'
      ? `${wrap(left, precedence + 1)} ${middle} ${wrap(right, precedence)}`
      : `${wrap(left, precedence)} ${middle} ${wrap(right, precedence + 1)}`
  return { text, precedence }
}

/** `histogram_quantile` over classic buckets: `buckets` must have kept `le`. */
export function quantileOfBuckets(quantile: number, buckets: Expression): Expression {
  return call('histogram_quantile', literal(quantile), buckets)
}

/** `histogram_quantile` over native histograms, which carry their buckets in one series. */
export function quantileOfNative(quantile: number, histograms: Expression): Expression {
  return call('histogram_quantile', literal(quantile), histograms)
}
