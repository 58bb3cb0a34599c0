import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'js-yaml'
import type { LintFinding } from '../../dashboards/lint/lint.ts'
import { Failure } from '../model/failure.ts'

/** Whether a finding in the dashboard of this title is excluded with a reason. */
export type Excluded = (finding: LintFinding, dashboard: string) => boolean

interface Entry {
  readonly dashboard?: string
  readonly panel?: string
}

interface RuleEntries {
  readonly entries?: readonly Entry[] | null
}

type Exclusions = Readonly<Record<string, RuleEntries | null>>

function applies(entry: Entry, finding: LintFinding, dashboard: string): boolean {
  return (
    (entry.dashboard === undefined || entry.dashboard === dashboard) &&
    (entry.panel === undefined || entry.panel === finding.panel)
  )
}

/**
 * Reads the `.lint` file of a folder, in the form of Grafana Labs' dashboard-linter: `exclusions`, by rule, with a reason
 * and entries of dashboard and panel. A rule without entries is excluded as a whole. No file excludes nothing.
 */
export async function readExclusions(folder: string): Promise<Excluded> {
  const path = join(folder, '.lint')
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (text === undefined) return () => false
  let exclusions: Exclusions
  try {
    exclusions = (load(text) as { exclusions?: Exclusions } | null)?.exclusions ?? {}
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new Failure(
      `${path} is no YAML: ${why}`,
      'Write `exclusions:`, below it rules, each with a reason and entries.',
    )
  }
  return (finding, dashboard) => {
    if (!Object.hasOwn(exclusions, finding.rule)) return false
    const entries = exclusions[finding.rule]?.entries ?? []
    return entries.length === 0 || entries.some((entry) => applies(entry, finding, dashboard))
  }
}
