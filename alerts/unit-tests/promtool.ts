import { prometheusMetrics } from '../../src/model/names.ts'
import { aggregate, call, type Expression, literal, operate, selector, sum, vector } from '../../src/model/promql.ts'
import type { RuleGroup } from '../rules.ts'
import type { InputSeries } from '../traffic.ts'

// Recorded values are compared to this many parts of one: sums of floating-point rates end in dust.
const precise = 1e8

/** One expectation: at this minute the expression is this number, without labels. */
export interface Expectation {
  readonly minute: number
  readonly expression: Expression
  readonly value: number
}

/** One unit test of rules, in promtool's words. */
export interface PromtoolTest {
  readonly name: string
  readonly interval: string
  readonly input_series: readonly Pick<InputSeries, 'series' | 'values'>[]
  readonly promql_expr_test: readonly object[]
}

/** A unit test over series with a sample a minute. */
export function promtoolTest(
  name: string,
  series: readonly InputSeries[],
  expectations: readonly Expectation[],
): PromtoolTest {
  return {
    name,
    interval: '1m',
    input_series: series.map(({ series: own, values }) => ({ series: own, values })),
    promql_expr_test: expectations.map(({ minute, expression, value }) => ({
      expr: expression.text,
      eval_time: `${minute}m`,
      exp_samples: [{ labels: '{}', value }],
    })),
  }
}

/**
 * A file of unit tests for these rule files, whose paths are relative to it. The groups are evaluated in this order:
 * promtool would draw lots, and a group that comes before what it reads sees the minute before.
 */
export function promtoolFile(
  ruleFiles: readonly string[],
  groups: readonly RuleGroup[],
  tests: readonly PromtoolTest[],
): object {
  return {
    rule_files: ruleFiles,
    evaluation_interval: '1m',
    group_eval_order: groups.map(({ name }) => name),
    fuzzy_compare: true,
    tests,
  }
}

/** Number of series, zero where there is none. */
export function countOf(expression: Expression): Expression {
  return operate(aggregate('count', expression), 'or', vector(0))
}

/** That exactly so many alerts of this name fire at the minute; `matchers` narrow them down. */
export function firing(
  minute: number,
  alert: string,
  matchers: Readonly<Record<string, string>>,
  value: number,
): Expectation {
  const alerts = selector(prometheusMetrics.alerts, { alertname: alert, alertstate: 'firing', ...matchers })
  return { minute, expression: countOf(alerts), value }
}

/** That a recorded series has this value at the minute; it is one series with these labels. */
export function recorded(
  minute: number,
  record: string,
  matchers: Readonly<Record<string, string>>,
  value: number,
): Expectation {
  return {
    minute,
    expression: call('round', sum(selector(record, matchers)), literal(1 / precise)),
    value: Math.round(value * precise) / precise,
  }
}

/** That there is no such series at the minute. */
export function missing(minute: number, record: string, matchers: Readonly<Record<string, string>>): Expectation {
  return { minute, expression: countOf(selector(record, matchers)), value: 0 }
}
