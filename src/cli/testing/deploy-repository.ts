import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { type ExitCode, exitCode, Failure } from '../../model/failure.ts'
import type { Context } from '../context.ts'
import { dashboardsCommand } from '../dashboards.ts'
import { generateCommand } from '../generate.ts'

const wallet = resolve(import.meta.dirname, '../../../services/wallet.ts')

/** What a command printed, and the code that it ended with. */
export interface Outcome {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

/** A working repository of a test whose one service has a name of its own, so that its dashboards do, too. */
export interface DeployRepository {
  readonly directory: string
  /** Writes the generated files. */
  generate(): Promise<Outcome>
  /** Runs `sidelight dashboards …` there; a Failure becomes what the command line makes of it. */
  dashboards(...words: readonly string[]): Promise<Outcome>
  /** The names of the generated dashboards' files, without ending: their uids. */
  uids(): Promise<readonly string[]>
  /** Changes the text of every generated dashboard, as if the definition gave another one. */
  replace(from: string, to: string): Promise<void>
  remove(): Promise<void>
}

/** Makes it. The environment of its commands is this one alone. */
export async function deployRepository(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<DeployRepository> {
  const directory = await mkdtemp(join(tmpdir(), 'sidelight-deploy-'))
  const folder = join(directory, 'generated/dashboards', name)
  await mkdir(join(directory, 'services'))
  await writeFile(
    join(directory, 'services/index.ts'),
    `import { wallet } from '${wallet}'\nexport const fleet = [{ ...wallet, name: '${name}', title: 'Of a test' }]\n`,
  )
  const run = async (
    make: (context: Context, finish: (code: ExitCode) => void) => Command,
    words: readonly string[],
  ) => {
    const output = { stdout: '', stderr: '' }
    const stream = (to: keyof typeof output) => ({
      write: (text: string) => {
        output[to] += text
      },
      isTerminal: false,
      columns: 80,
    })
    const interrupted = new AbortController().signal
    const context = { directory, environment, stdout: stream('stdout'), stderr: stream('stderr'), interrupted }
    let code: ExitCode = exitCode.held
    const finish = (result: ExitCode) => {
      code = result
    }
    const command = new Command().addCommand(make(context, finish))
    try {
      await command.parseAsync([...words], { from: 'user' })
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      return { ...output, stderr: `${output.stderr}error: ${cause.message}\n${cause.mend}\n`, code: cause.code }
    }
    return { ...output, code }
  }
  const files = async () => (await readdir(folder)).filter((file) => file.endsWith('.json'))
  return {
    directory,
    generate: () => run(generateCommand, ['generate']),
    dashboards: (...words) => run(dashboardsCommand, ['dashboards', ...words]),
    uids: async () => (await files()).map((file) => file.replace(/\.json$/, '')),
    async replace(from, to) {
      for (const file of await files()) {
        const text = await readFile(join(folder, file), 'utf8')
        await writeFile(join(folder, file), text.replaceAll(from, to))
      }
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}
