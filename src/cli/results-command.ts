import { relative, resolve } from 'node:path'
import { Command } from 'commander'
import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import { renderVerdict } from './render-verdict.ts'
import { chosenRun, type StoredRun, storedRuns } from './stored-runs.ts'
import { table } from './table.ts'
import { printable, styleOf } from './text-style.ts'
import { writeJunit } from './verdict-reports.ts'

interface ListOptions {
  readonly resultsDir: string
  readonly scenario?: string
  readonly json?: true
}

function duration({ startedAt, endedAt }: StoredRun['run']): string {
  const whole = Math.max(0, Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

function summarised({ run, verdict, folder, place }: StoredRun, directory: string) {
  const { testid, scenario, service, startedAt, endedAt } = run
  const { outcome, summary } = verdict
  return { testid, scenario, service, startedAt, endedAt, outcome, summary, place, folder: relative(directory, folder) }
}

function listed(runs: readonly StoredRun[]): string {
  if (runs.length === 0) return 'There are no results.\n'
  const rows = runs.map(({ run, verdict, place }) => [
    run.startedAt.replace('T', ' ').replace(/\.\d+/, ''),
    duration(run),
    verdict.outcome.toUpperCase(),
    run.testid,
    place === 'current' ? 'newest' : '',
  ])
  return table([['STARTED', 'TOOK', 'OUTCOME', 'TESTID', ''], ...rows].map((row) => row.map(printable)))
}

async function list({ resultsDir, scenario, json }: ListOptions, context: Context): Promise<ExitCode> {
  const { runs, unreadable } = await storedRuns(resolve(context.directory, resultsDir))
  const wanted = runs.filter(({ run }) => scenario === undefined || run.scenario === scenario)
  const shown = wanted.map((run) => summarised(run, context.directory))
  context.stdout.write(json ? `${JSON.stringify({ runs: shown }, null, 2)}\n` : listed(wanted))
  for (const folder of unreadable)
    context.stderr.write(`${relative(context.directory, folder)}: no run that can be read; left out\n`)
  return exitCode.held
}

interface ShowOptions extends Pick<ListOptions, 'resultsDir' | 'json'> {
  readonly junit?: string
}

async function show(
  named: string | undefined,
  { resultsDir, json, junit }: ShowOptions,
  context: Context,
): Promise<ExitCode> {
  const chosen = chosenRun(await storedRuns(resolve(context.directory, resultsDir)), named)
  const { stdout, stderr, environment, directory } = context
  const { run, verdict, folder } = chosen
  stdout.write(
    json ? `${JSON.stringify({ run, verdict }, null, 2)}\n` : renderVerdict(verdict, styleOf(stdout, environment)),
  )
  if (junit !== undefined) await writeJunit(verdict, junit, context)
  stderr.write(`\n${run.startedAt}, ${duration(run)}; files: ${relative(directory, folder)}\n`)
  return exitCode.held
}

/** `sidelight results list|show`: the runs that were stored, and the verdict on one of them. */
export function resultsCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('results').description('the runs that were stored, and the verdict on each')
  command
    .command('list')
    .description('all runs, newest first')
    .option('--scenario <name>', 'only runs of this scenario')
    .option('--results-dir <path>', 'where results are', 'results')
    .option('--json', 'print the result as JSON')
    .action(async (options: ListOptions) => finish(await list(options, context)))
  command
    .command('show')
    .description('the verdict on a run; ends with 0 whatever it was')
    .argument('[testid|scenario]', 'which run, or the newest of which scenario; else the newest')
    .option('--results-dir <path>', 'where results are', 'results')
    .option('--junit <file>', 'write the verdict as JUnit XML, too')
    .option('--json', 'print run and verdict as JSON')
    .action(async (named: string | undefined, options: ShowOptions) => finish(await show(named, options, context)))
  return command
}
