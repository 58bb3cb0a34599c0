import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { type LintFinding, lintDashboard, rules } from '../../dashboards/lint/lint.ts'
import { lintedDashboard } from '../../dashboards/lint/linted.ts'
import { asClassic } from '../../dashboards/lint/resource.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import { generatedFolders } from '../model/names.ts'
import type { Fleet } from '../model/service.ts'
import type { Context } from './context.ts'
import { type Excluded, readExclusions } from './lint-exclusions.ts'
import { loadFleet } from './load-fleet.ts'
import { table } from './table.ts'
import { painted, styleOf } from './text-style.ts'

/** Options of `sidelight lint dashboards`. */
export interface LintDashboardsOptions {
  readonly rules?: true
  readonly json?: true
}

interface Linted {
  readonly path: string
  readonly findings: readonly LintFinding[]
  readonly excluded: number
}

/** A file to look at; one that was named itself must be a dashboard, one that a folder holds may be something else. */
interface Named {
  readonly path: string
  readonly isNamed: boolean
}

async function filesOf(path: string): Promise<readonly Named[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Failure(`${path} is not there`, 'Name files or folders of dashboards.')
  if (!found.isDirectory()) return [{ path, isNamed: true }]
  const entries = await readdir(path, { recursive: true })
  return entries
    .filter((entry) => entry.endsWith('.json'))
    .sort()
    .map((entry) => ({ path: join(path, entry), isNamed: false }))
}

async function contentOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Failure(
      `${path} cannot be read as JSON: ${why}`,
      'Name files that Grafana exported or that hold its JSON.',
    )
  }
}

function describesNothing(path: string, content: unknown): Failure {
  if (typeof content === 'object' && content !== null && 'rows' in content)
    return new Failure(
      `${path} is a dashboard of Grafana 4 or older, with rows instead of panels in a grid`,
      'Import it into a Grafana, which brings it up to date, and export it.',
    )
  return new Failure(`${path} is no Grafana dashboard: it has no panels`, 'Name files that Grafana exported.')
}

async function linted(
  { path, isNamed }: Named,
  fleet: Fleet,
  excluded: Excluded,
  context: Context,
): Promise<Linted | undefined> {
  const content = asClassic(await contentOf(path))
  const dashboard = lintedDashboard(content, fleet)
  if (dashboard === undefined) {
    const failure = describesNothing(path, content)
    if (isNamed) throw failure
    context.stderr.write(`passed over: ${failure.message}\n`)
    return undefined
  }
  const all = lintDashboard(dashboard)
  const findings = all.filter((finding) => !excluded(finding, dashboard.title))
  return { path: relative(context.directory, path), findings, excluded: all.length - findings.length }
}

function report(results: readonly Linted[], context: Context): string {
  const style = styleOf(context.stdout, context.environment)
  const lines = results.flatMap(({ path, findings }) =>
    findings.flatMap(({ rule, panel, refId, what, mend }) => [
      `${painted(path, 'bold', style)}: ${[panel && `"${panel}"`, refId].filter(Boolean).join(' ')} ${what} ${painted(`[${rule}]`, 'red', style)}`,
      `    ${mend}`,
    ]),
  )
  const count = results.reduce((sum, { findings }) => sum + findings.length, 0)
  const excluded = results.reduce((sum, each) => sum + each.excluded, 0)
  const summary = `${results.length} dashboards, ${count === 0 ? 'no findings' : `${count} findings`}, ${excluded} excluded with a reason`
  return `${[...lines, summary].join('\n')}\n`
}

/**
 * `sidelight lint dashboards [paths]`: 0 where no rule is broken, 1 where one is, 2 where a file is no dashboard.
 * Thresholds are held against the definition where the working repository has one.
 */
export async function lintDashboards(
  paths: readonly string[],
  options: LintDashboardsOptions,
  context: Context,
): Promise<ExitCode> {
  if (options.rules) {
    context.stdout.write(
      options.json
        ? `${JSON.stringify(
            rules.map(({ id, about }) => ({ id, about })),
            null,
            2,
          )}\n`
        : table(rules.map(({ id, about }) => [id, about])),
    )
    return exitCode.held
  }
  const named = paths.length > 0 ? paths : [generatedFolders.dashboards]
  const files = (await Promise.all(named.map((path) => filesOf(resolve(context.directory, path))))).flat()
  if (files.length === 0) throw new Failure(`there is no .json file in ${named.join(', ')}`, 'Name other files.')
  const hasDefinition = existsSync(join(context.directory, 'services/index.ts'))
  const fleet = hasDefinition ? await loadFleet(context.directory) : []
  const folders = [...new Set(files.map(({ path }) => dirname(path)))]
  const exclusions = new Map(
    await Promise.all(folders.map(async (folder) => [folder, await readExclusions(folder)] as const)),
  )
  const all = files.map((file) => linted(file, fleet, exclusions.get(dirname(file.path)) ?? (() => false), context))
  const results = (await Promise.all(all)).filter((result) => result !== undefined)
  if (results.length === 0) throw new Failure(`there is no dashboard in ${named.join(', ')}`, 'Name other files.')
  context.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : report(results, context))
  return results.some(({ findings }) => findings.length > 0) ? exitCode.broken : exitCode.held
}
