import { Command } from 'commander'
import { scenarioNames } from '../clients/k6-bundle.ts'
import type { ExitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import type { GuardKind } from './load-guards.ts'
import { addAbortOption, addK6Options, k6Choices } from './load-options.ts'
import { packageRoot } from './package-root.ts'
import { runLoad } from './run-load.ts'

interface ParsedOptions {
  readonly service?: string
  readonly resultsDir?: string
  readonly json?: true
  readonly junit?: string
  readonly allowTarget?: true
  readonly abortOn?: readonly GuardKind[]
}

/** `sidelight load <scenario>`: runs it under k6, judges it, and ends with the code of the verdict. */
export function loadCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const names = scenarioNames({ directory: context.directory, packageRoot: packageRoot() })
  const command = new Command('load')
    .description('run a load scenario and judge it against the SLOs')
    .argument('<scenario>', `one of: ${names.join(', ')}`)
    .option('--service <name>', 'which service of the fleet is loaded; else the one that the scenario imports')
    .option('--results-dir <path>', 'where results go', 'results')
    .option('--allow-target', 'load a service that is not on this machine')
    .option('--junit <file>', 'write the verdict as JUnit XML, too')
    .option('--json', 'print the verdict as JSON')
  return addK6Options(addAbortOption(command)).action(async (scenario: string, parsed: ParsedOptions) => {
    const { code } = await runLoad(
      {
        scenario,
        service: parsed.service,
        resultsDirectory: parsed.resultsDir,
        json: parsed.json,
        junit: parsed.junit,
        allowTarget: parsed.allowTarget,
        abortOn: parsed.abortOn,
        k6: k6Choices(command),
      },
      context,
    )
    finish(code)
  })
}
