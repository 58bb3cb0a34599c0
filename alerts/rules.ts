import type { Expression } from '../src/model/promql.ts'
import { type Duration, seconds } from '../src/model/units.ts'

/** Labels or annotations of a rule. */
export type Texts = Readonly<Record<string, string>>

/** A rule that records a series. */
export interface RecordingRule {
  readonly record: string
  readonly expr: string
  readonly labels?: Texts
}

/** A rule that raises an alert. */
export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: Texts
  readonly annotations: Texts
}

/**
 * Rules that Prometheus evaluates one after another, so that a rule sees what those above it have just recorded. There
 * is no `interval`: how often is the decision of each Prometheus (`global.evaluation_interval`), seconds where someone
 * watches a load test, and no expression here depends on it.
 */
export interface RuleGroup {
  readonly name: string
  readonly rules: readonly (RecordingRule | AlertRule)[]
}

/** A recording rule from an expression. */
export function record(name: string, expression: Expression, labels?: Texts): RecordingRule {
  return { record: name, expr: expression.text, ...(labels ? { labels } : {}) }
}

/** A duration as Prometheus reads it: a definition may write `1.5h`, Prometheus wants whole numbers. */
export function wholeDuration(duration: Duration): string {
  return /^\d+\D+$/.test(duration) ? duration : `${Math.round(seconds(duration) * 1000)}ms`
}
