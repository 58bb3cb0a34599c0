import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { backfillFiles } from '../../alerts/backfill.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { loadFleet } from './load-fleet.ts'

async function writeRounds(folder: string, context: Context): Promise<ExitCode> {
  const files = backfillFiles(await loadFleet(context.directory))
  const target = resolve(context.directory, folder)
  const present = await readdir(target).catch(() => [])
  // Rounds of an earlier definition among these would be run, too.
  if (present.length > 0) throw new Failure(`${folder} is not empty`, 'Name another folder, or delete this one.')
  for (const { path, body } of files) {
    await mkdir(dirname(join(target, path)), { recursive: true })
    await writeFile(join(target, path), body)
  }
  context.stdout.write(files.map(({ path }) => `${join(folder, path)}\n`).join(''))
  context.stderr.write(
    `\n${files.length} rounds. Run each in its folder, in this order, and let Prometheus load the blocks in between:\n` +
      'promtool tsdb create-blocks-from rules --url <Prometheus> --start <time> --output-dir <its data> rules.yml\n' +
      'docs/incidents.md has the whole procedure and what it cannot do.\n',
  )
  return exitCode.held
}

/** `sidelight slo backfill-rules`: the recording rules in the files and the order in which promtool can backfill them. */
export function backfillRulesCommand(context: Context, finish: (code: ExitCode) => void): Command {
  return new Command('backfill-rules')
    .description('write the SLO rules as files that promtool can backfill one after the other')
    .argument('<folder>', 'a new or empty folder')
    .action(async (folder: string) => finish(await writeRounds(folder, context)))
}
