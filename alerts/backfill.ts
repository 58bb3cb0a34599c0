import { dump } from 'js-yaml'
import type { Artefact } from '../src/model/artefact.ts'
import { records as names } from '../src/model/names.ts'
import { overTime, selector } from '../src/model/promql.ts'
import type { Fleet } from '../src/model/service.ts'
import { sloGroups } from './fleet-slos.ts'
import { type RecordingRule, record } from './rules.ts'
import { newEvents } from './totals.ts'

/** Equality matchers and static labels: label -> value. */
type Labels = Readonly<Record<string, string>>

/** What an expression selects of recorded series. */
interface Reference {
  readonly record: string
  readonly labels: Labels
}

function referencesIn(expression: string, records: readonly string[]): readonly Reference[] {
  const names = new RegExp(String.raw`(?<![\w:])(${records.join('|')})(?![\w:])(\{[^}]*\})?`, 'g')
  return [...expression.matchAll(names)].map(([, record = '', matchers = '']) => ({
    record,
    labels: Object.fromEntries([...matchers.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label, value])),
  }))
}

/** Whether the series of a rule may be among what is selected: no label that it sets itself says otherwise. */
function feeds({ record, labels = {} }: RecordingRule, reference: Reference): boolean {
  return (
    record === reference.record &&
    Object.entries(reference.labels).every(([label, value]) => (labels[label] ?? value) === value)
  )
}

/** The rules whose series are asked for as they were a while ago, and all that these are made of. */
function withPast(rules: readonly RecordingRule[], records: readonly string[]): readonly RecordingRule[] {
  const past = new RegExp(String.raw`(?<![\w:])(${records.join('|')})(?![\w:])(?:\{[^}]*\})?(?:\[| offset )`, 'g')
  const needed = new Set(rules.flatMap(({ expr }) => [...expr.matchAll(past)].map(([, record = '']) => record)))
  // A set can grow while it is walked.
  for (const record of needed)
    for (const rule of rules)
      if (rule.record === record) for (const { record: part } of referencesIn(rule.expr, records)) needed.add(part)
  return rules.filter(({ record }) => needed.has(record))
}

/**
 * The rules of a running total as promtool can evaluate them: it adds to what it was an evaluation before, which promtool does
 * not see. So what is added is recorded by itself, and the total is all of it. Where the total was resumed is told then.
 */
function totalOfThePast(rules: readonly RecordingRule[]): readonly RecordingRule[] {
  const total = [
    record(names.added, newEvents()),
    record(names.total, overTime('sum_over_time', selector(names.added), '10y')),
    ...rules.filter(({ record: own }) => own === names.totalResumed),
  ]
  return rules.flatMap((rule) => {
    if (rule.record === names.totalResumed) return []
    return rule.record === names.total ? total : [rule]
  })
}

/**
 * The recording rules of the SLOs whose past counts, in the order in which it can be computed: each round needs what the
 * rounds before it have recorded, and nothing of its own. promtool evaluates every rule on what Prometheus already has, so
 * that rules which build on each other cannot be backfilled together.
 */
export function backfillRounds(fleet: Fleet): readonly (readonly RecordingRule[])[] {
  const all = totalOfThePast(sloGroups(fleet).flatMap((group) => group.rules.filter((rule) => 'record' in rule)))
  const records = [...new Set(all.map(({ record }) => record))]
  const placed: { readonly rule: RecordingRule; readonly round: number }[] = []
  for (const rule of withPast(all, records)) {
    const references = referencesIn(rule.expr, records)
    const before = placed.filter((earlier) => references.some((reference) => feeds(earlier.rule, reference)))
    placed.push({ rule, round: Math.max(0, ...before.map(({ round }) => round + 1)) })
  }
  const amount = Math.max(0, ...placed.map(({ round }) => round + 1))
  return Array.from({ length: amount }, (_, round) =>
    placed.filter((each) => each.round === round).map(({ rule }) => rule),
  )
}

/**
 * The rounds as rule files: `01/rules.yml`, … Prometheus evaluates a group at a moment within the interval that it derives
 * from the names of group and file: with the same names, all rounds are evaluated at the same moments, as rules of one group
 * are.
 */
export function backfillFiles(fleet: Fleet): readonly Artefact[] {
  return backfillRounds(fleet).map((rules, round) => ({
    path: `${String(round + 1).padStart(2, '0')}/rules.yml`,
    body: dump({ groups: [{ name: 'slo', rules }] }, { lineWidth: -1, noRefs: true }),
  }))
}
