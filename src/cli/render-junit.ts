import { formatBound, formatValue } from '../analysis/format-value.ts'
import type { Verdict, VerdictRow } from '../analysis/verdict.ts'
import { steadyText } from './render-verdict.ts'

/** For an attribute or a text of XML 1.0, which has no place at all for most control characters. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/\p{Cc}/gu, ' ').replace(/[&<>"]/g, (character) => entities[character] ?? '')
}

function detail({ value, unit, comparison, bound, reason }: VerdictRow): string {
  const measured = value === undefined ? 'not measured' : formatValue(value, unit)
  return `${measured}, promised ${comparison} ${formatBound(bound, unit)}${reason === undefined ? '' : `. ${reason}`}`
}

function outcomeOf(row: VerdictRow): string {
  const message = escaped(detail(row))
  if (row.result === 'fail') return `<failure message="${message}"/>`
  if (row.result === 'pass') return `<system-out>${message}</system-out>`
  return row.required ? `<error message="${message}"/>` : `<skipped message="${message}"/>`
}

/**
 * A verdict as JUnit XML, a test case for each row: broken is a failure, required and unmeasured an error, not required and
 * unmeasured skipped. The form is that of Jenkins' `junit-10.xsd`, which all CI systems read.
 */
export function renderJunit(verdict: Verdict): string {
  const { rows, service, scenario, testid, outcome, exitCode, summary } = verdict
  const count = (of: (row: VerdictRow) => boolean) => rows.filter(of).length
  const unmeasured = (required: boolean) => (row: VerdictRow) =>
    row.result === 'unmeasured' && row.required === required
  const failures = count(({ result }) => result === 'fail')
  const numbers = `tests="${rows.length}" failures="${failures}" errors="${count(unmeasured(true))}" skipped="${count(unmeasured(false))}"`
  const cases = rows.map((row) => {
    const name = escaped(`${row.title} (${row.measuredAt})`)
    return `    <testcase classname="${escaped(`${service}.${scenario}.${row.kind}`)}" name="${name}">${outcomeOf(row)}</testcase>`
  })
  const steady = steadyText(verdict)
  const told = { testid, outcome, exitCode, summary, ...(steady === undefined ? {} : { steady }) }
  const properties = Object.entries(told).map(
    ([name, value]) => `      <property name="${name}" value="${escaped(String(value))}"/>`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${numbers}>`,
    `  <testsuite name="${escaped(`${scenario} on ${service}`)}" ${numbers}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}
