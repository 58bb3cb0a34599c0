import { Command } from 'commander'
import type { ExitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import { type LintDashboardsOptions, lintDashboards } from './lint-dashboards.ts'
import { type LintMetricsOptions, lintMetrics } from './lint-metrics.ts'

/** `sidelight lint dashboards|metrics`: judges dashboards by rules, and queries by what a service exposes. */
export function lintCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('lint').description('judge dashboards, and the metrics that queries and rules use')
  command
    .command('dashboards')
    .description("judge dashboards by the linter's rules; anybody's JSON, the generated ones where none is named")
    .argument('[paths...]', 'files, or folders of .json files')
    .option('--rules', 'list the rules')
    .option('--json', 'print the result as JSON')
    .action(async (paths: readonly string[], options: LintDashboardsOptions) =>
      finish(await lintDashboards(paths, options, context)),
    )
  command
    .command('metrics')
    .description('check that every metric and label of the dashboards and rules exists in what the service exposes')
    .option('--service <name>', 'which service of the definition; needed where there are several')
    .option('--url <url>', "the service's base URL; its own variable or the definition's where left out")
    .option('--json', 'print the result as JSON')
    .action(async (options: LintMetricsOptions) => finish(await lintMetrics(options, context)))
  return command
}
