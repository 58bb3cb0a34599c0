import { Command } from 'commander'
import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import { type Deployed, deployCode, deployDashboards } from './dashboards-deploy.ts'
import { type Mood, reportJson, reportText } from './dashboards-report.ts'
import { type Survey, surveyGrafana } from './dashboards-survey.ts'
import { generatedDashboards, grafanaFolders, wantedDashboards, wantedDataSources } from './dashboards-wanted.ts'
import { grafanaOf } from './grafana-target.ts'
import { loadFleet } from './load-fleet.ts'

interface TargetOptions {
  readonly url?: string
  readonly dataSource?: string
  readonly json?: true
}

interface DeployOptions extends TargetOptions {
  readonly dryRun?: true
  readonly force?: true
  readonly prune?: true
}

interface Looked {
  readonly survey: Survey
  readonly address: string
  /** Carries the deploy out. */
  deploy(choices: { dryRun: boolean; force: boolean; prune: boolean }): Promise<readonly Deployed[]>
}

async function look(options: TargetOptions, context: Context): Promise<Looked> {
  const grafana = grafanaOf(options.url, context)
  // Grafana is asked for its interface while the definition is read.
  const [fleet] = await Promise.all([loadFleet(context.directory), grafana.dashboards()])
  const wanted = wantedDashboards(await generatedDashboards(context.directory, fleet), options.dataSource)
  const folders = grafanaFolders(fleet)
  const survey = await surveyGrafana(grafana, wanted, folders, wantedDataSources(wanted))
  const { address } = grafana
  context.stderr.write(`Grafana at ${address}, by ${survey.store.interfaceName}\n`)
  for (const warning of survey.warnings) context.stderr.write(`warning: ${warning}\n`)
  return { survey, address, deploy: (choices) => deployDashboards(grafana, survey, folders, choices) }
}

function print(
  { survey, address }: Looked,
  rows: readonly Deployed[],
  mood: Mood,
  json: boolean,
  context: Context,
): void {
  const about = { grafana: address, interface: survey.store.interfaceName, warnings: survey.warnings }
  context.stdout.write(json ? reportJson(rows, about) : reportText(rows, address, mood))
}

async function deploy(options: DeployOptions, context: Context): Promise<ExitCode> {
  const looked = await look(options, context)
  const { dryRun = false, force = false, prune = false } = options
  const rows = await looked.deploy({ dryRun, force, prune })
  print(looked, rows, dryRun ? 'dry run' : 'deploy', options.json === true, context)
  return deployCode(rows)
}

async function diff(options: TargetOptions, context: Context): Promise<ExitCode> {
  const looked = await look(options, context)
  const rows = await looked.deploy({ dryRun: true, force: false, prune: false })
  print(looked, rows, 'diff', options.json === true, context)
  const isDifferent = ({ outcome, changes }: Deployed) =>
    changes.length > 0 || ['created', 'left over', 'conflict'].includes(outcome)
  if (rows.some(isDifferent)) return exitCode.broken
  return deployCode(rows)
}

function addTargetOptions(command: Command): Command {
  return command
    .option('--url <url>', 'address of Grafana (default GRAFANA_URL, GRAFANA_SERVER, or http://localhost:3000)')
    .option('--data-source <uid>', 'the Prometheus data source that the dashboards ask for first')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Environment: GRAFANA_TOKEN (of a service account with the role Editor), or GRAFANA_USER and GRAFANA_PASSWORD.
Exit codes: 0 done, or the same · 1 different, or not overwritten · 3 Grafana does not answer, or does not permit it.`,
    )
}

/** `sidelight dashboards deploy|diff`: the generated dashboards against a real Grafana, by its HTTP API. */
export function dashboardsCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('dashboards').description('deploy the dashboards to a Grafana, and compare them with it')
  addTargetOptions(command.command('deploy'))
    .description('bring Grafana to what the definition gives; write only what differs')
    .option('--dry-run', 'write nothing; say what would be done, field by field')
    .option('--force', 'also replace what was changed in Grafana since the last deploy')
    .option('--prune', 'remove dashboards that were deployed once and are generated no more')
    .action(async (options: DeployOptions) => finish(await deploy(options, context)))
  addTargetOptions(command.command('diff'))
    .description('what differs between Grafana and the definition, field by field; ends with 1 when something does')
    .action(async (options: TargetOptions) => finish(await diff(options, context)))
  return command
}
