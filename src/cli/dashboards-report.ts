import type { DashboardChange } from '../analysis/dashboard-diff.ts'
import { type Json, objectOf, textOf } from '../analysis/json.ts'
import type { Deployed } from './dashboards-deploy.ts'
import { table } from './table.ts'
import { printable } from './text-style.ts'

const longestValue = 100

/** A value as one short line. Of a whole panel, variable or query only what it is called. */
function valueText(value: Json): string {
  if (value === undefined || value === null) return 'nothing'
  const { title, name, expr } = objectOf(value)
  const called = textOf(title) || textOf(name) || textOf(expr)
  const text = called === '' ? JSON.stringify(value) : `{ ${called} … }`
  return printable(text.length > longestValue ? `${text.slice(0, longestValue)}…` : text)
}

function changeLines(title: string, changes: readonly DashboardChange[]): readonly string[] {
  if (changes.length === 0) return []
  const lines = changes.map(
    ({ field, before, after }) => `    ${printable(field)}: ${valueText(before)} -> ${valueText(after)}`,
  )
  return [`  ${title}:`, ...lines]
}

function details({ uid, outcome, reason, changes, edits }: Deployed): readonly string[] {
  const lines = [
    ...(reason === undefined ? [] : [`  ${printable(reason)}`]),
    ...changeLines('changed in Grafana since the last deploy (deployed -> Grafana)', edits),
    ...changeLines(
      `${outcome === 'provisioned' ? 'how it differs' : 'what a deploy changes'} (Grafana -> definition)`,
      changes,
    ),
  ]
  return lines.length === 0 ? [] : ['', uid, ...lines]
}

/** What the outcomes are called: in a deploy, in one that only says what it would do, and in a comparison. */
export type Mood = 'deploy' | 'dry run' | 'diff'

const words: Readonly<Record<Deployed['outcome'], Readonly<Record<Mood, string>>>> = {
  created: { deploy: 'created', 'dry run': 'would be created', diff: 'not in Grafana' },
  updated: { deploy: 'updated', 'dry run': 'would be updated', diff: 'outdated' },
  unchanged: { deploy: 'unchanged', 'dry run': 'unchanged', diff: 'same' },
  provisioned: { deploy: 'provisioned', 'dry run': 'provisioned', diff: 'provisioned' },
  conflict: { deploy: 'conflict', 'dry run': 'conflict', diff: 'changed in Grafana' },
  failed: { deploy: 'failed', 'dry run': 'failed', diff: 'failed' },
  removed: { deploy: 'removed', 'dry run': 'would be removed', diff: 'left over' },
  'left over': { deploy: 'left over', 'dry run': 'left over', diff: 'left over' },
}

function outcomeWord({ outcome, changes }: Deployed, mood: Mood): string {
  const word = words[outcome][mood]
  if (outcome !== 'provisioned') return word
  return changes.length === 0 ? `${word}, equal` : `${word}, differs`
}

/** The result for people: a table of the dashboards, then field by field what differs where something does. */
export function reportText(rows: readonly Deployed[], address: string, mood: Mood): string {
  const cells = rows.map((row) => [row.uid, outcomeWord(row, mood), `${address}/d/${row.uid}`])
  const shown = mood === 'deploy' ? rows.filter(({ outcome }) => outcome !== 'updated') : rows
  const lines = shown.flatMap(details)
  return `${table([['DASHBOARD', 'STATE', 'ADDRESS'], ...cells])}${lines.map((line) => `${line}\n`).join('')}`
}

function changeJson(names: readonly [string, string], changes: readonly DashboardChange[]): readonly Json[] {
  // JSON has no undefined: what is not there is null.
  return changes.map(({ field, before, after }) => ({ field, [names[0]]: before ?? null, [names[1]]: after ?? null }))
}

/** The result for programs. */
export function reportJson(rows: readonly Deployed[], about: Readonly<Record<string, Json>>): string {
  const dashboards = rows.map(({ uid, title, folder, outcome, reason, changes, edits }) => ({
    uid,
    title,
    folder,
    outcome,
    reason,
    changes: changeJson(['grafana', 'definition'], changes),
    edits: changeJson(['deployed', 'grafana'], edits),
  }))
  return `${JSON.stringify({ ...about, dashboards }, null, 2)}\n`
}
