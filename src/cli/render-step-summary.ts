import { formatBound, formatValue } from '../analysis/format-value.ts'
import type { Outcome, RowResult, Verdict } from '../analysis/verdict.ts'
import { steadyText } from './render-verdict.ts'

const outcomes: Readonly<Record<Outcome, string>> = {
  held: '✅ held',
  broken: '❌ broken',
  unmeasured: '⚠️ not measured',
  interrupted: '⚠️ interrupted',
}

const results: Readonly<Record<RowResult, string>> = { pass: '✅', fail: '❌', unmeasured: '⚠️' }

/** For a cell of a table in Markdown: nothing in it may end the cell or be taken for HTML. */
function cell(text: string): string {
  return text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/[\\|`*_~[\]]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
}

/** A verdict in GitHub's Markdown, for the summary of a job. */
export function renderStepSummary(verdict: Verdict): string {
  const { scenario, service, testid, outcome, summary, rows, diagnosis = [] } = verdict
  const lines = rows.map(({ result, title, value, unit, comparison, bound, measuredAt, reason }) => {
    const measured = value === undefined ? '–' : formatValue(value, unit)
    const cells = [
      results[result],
      title,
      measured,
      `${comparison} ${formatBound(bound, unit)}`,
      measuredAt,
      reason ?? '',
    ]
    return `| ${cells.map(cell).join(' | ')} |`
  })
  const causes = diagnosis.map(
    ({ title, evidence, next }) => `- **${cell(title)}.** ${cell(evidence)} Look at: ${cell(next)}`,
  )
  return [
    `## ${outcomes[outcome]}: ${cell(scenario)} on ${cell(service)}`,
    '',
    `${[summary, steadyText(verdict) ?? ''].map(cell).join(' ').trim()} \`${testid}\``,
    '',
    '| | promise | measured | bound | where | why |',
    '| --- | --- | ---: | ---: | --- | --- |',
    ...lines,
    ...(causes.length === 0 ? [] : ['', '### Diagnosis', '', ...causes]),
    '',
    '',
  ].join('\n')
}
