import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { bundleScenario, scenarioNames } from '../clients/k6-bundle.ts'
import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import { packageRoot } from './package-root.ts'

interface BundleOptions {
  readonly out: string
  readonly service?: string
}

/** `sidelight bundle [scenarios]`: each as one file of JavaScript that k6 runs anywhere: in a container, under an operator. */
export function bundleCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const places = { directory: context.directory, packageRoot: packageRoot() }
  const names = scenarioNames(places)
  return new Command('bundle')
    .description('write load scenarios as single files, for k6 in containers and under operators')
    .argument('[scenarios...]', `some of: ${names.join(', ')}; else all`)
    .option('--out <path>', 'the folder to write to', 'dist/k6')
    .option('--service <name>', 'which definition a scenario of the package works with')
    .addHelpText(
      'after',
      '\nThe files need nothing else: k6 run dist/k6/smoke.js. Their variables are those of k6/README.md (-e, or the environment).',
    )
    .action(async (chosen: readonly string[], { out, service }: BundleOptions) => {
      const folder = resolve(context.directory, out)
      await mkdir(folder, { recursive: true })
      for (const name of chosen.length > 0 ? chosen : names) {
        await bundleScenario(name, places, join(folder, `${name}.js`), service)
        context.stdout.write(`${join(out, `${name}.js`)}\n`)
      }
      finish(exitCode.held)
    })
}
