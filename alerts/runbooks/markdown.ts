import type { Expression } from '../../src/model/promql.ts'

/** A query that a runbook asks to run, and what its answer tells. */
export interface Query {
  readonly purpose: string
  readonly expression: Expression
}

/** What may be wrong: how it shows, and what to do. */
export interface Cause {
  readonly title: string
  readonly signs: string
  readonly mend: string
}

/** The runbook of one alert. */
export interface Runbook {
  readonly alert: string
  /** What has happened, for whoever was just woken. */
  readonly meaning: string
  /** What to do before anything else, in this order. */
  readonly first: readonly string[]
  readonly queries: readonly Query[]
  readonly causes: readonly Cause[]
  /** When the alert ends by itself, and what is left to do then. */
  readonly after: string
}

/** Rows as a Markdown table. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n')
}

/** The text of a runbook below its heading. */
export function runbookText({ meaning, first, queries, causes, after }: Runbook): string {
  const asked = queries.map(({ purpose, expression }) => `${purpose}\n\n\`\`\`promql\n${expression.text}\n\`\`\``)
  const blamed = causes.map(({ title, signs, mend }) => `### ${title}\n\n${signs}\n\n${mend}`)
  return [
    meaning,
    `## First\n\n${numbered(first)}`,
    `## Queries to run\n\n${asked.join('\n\n')}`,
    ...(blamed.length > 0 ? [`## Usual causes\n\n${blamed.join('\n\n')}`] : []),
    `## Afterwards\n\n${after}`,
  ].join('\n\n')
}
