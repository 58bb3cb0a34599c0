import { existsSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { logFile, type StackFolders, stackFolders } from '../../monitoring/stack/folders.ts'
import { followLogs } from '../../monitoring/stack/follow.ts'
import { tail } from '../../monitoring/stack/log-file.ts'
import { defaultPorts, type PartName, partNames, type StackPorts } from '../../monitoring/stack/parts.ts'
import { portFlag, portVariable } from '../../monitoring/stack/plan.ts'
import { type Stack, startStack, stopStack } from '../../monitoring/stack/stack.ts'
import { type PartStatus, stackStatus } from '../../monitoring/stack/status.ts'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { loadFleet } from './load-fleet.ts'
import { packageRoot } from './package-root.ts'
import { table } from './table.ts'

type PortOptions = Readonly<Record<string, number | undefined>>

/** The key under which commander keeps the value of a part's port option. */
function optionKey(name: PartName): string {
  return portFlag(name)
    .slice(2)
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a whole number from 1 to 65535.')
}

function portFromEnvironment(name: PartName, { environment }: Context): number | undefined {
  const text = environment[portVariable(name)]
  if (!text) return undefined
  try {
    return parsePort(text)
  } catch {
    throw new Failure(`${portVariable(name)} is "${text}"`, 'A port is a whole number from 1 to 65535.')
  }
}

/** The ports that were asked for: by option, else by environment. The rest is up to the stack. */
export function askedPorts(options: PortOptions, context: Context): Partial<StackPorts> {
  const asked = partNames.map((name) => [name, options[optionKey(name)] ?? portFromEnvironment(name, context)] as const)
  return Object.fromEntries(asked.filter(([, port]) => port !== undefined))
}

/** Gives a command one option for the port of each part. */
export function addPortOptions(command: Command): Command {
  for (const name of partNames) {
    const text = `port of ${name} on 127.0.0.1 (default ${defaultPorts[name]}, or ${portVariable(name)})`
    command.option(`${portFlag(name)} <port>`, text, parsePort)
  }
  return command
}

/**
 * Starts the stack of the context's working repository; progress goes to standard error. `tied`: it ends with this process.
 * With `rehearsedRules`, a folder, it is a rehearsal.
 */
export async function startStackHere(
  context: Context,
  ports: Partial<StackPorts>,
  tied = false,
  rehearsedRules?: string,
): Promise<Stack> {
  return await startStack({
    directory: context.directory,
    packageDirectory: packageRoot(),
    cacheDirectory: cacheDirectory(context.environment),
    environment: context.environment,
    fleet: await loadFleet(context.directory),
    ports,
    tied,
    rehearsedRules,
    progress: (line) => context.stderr.write(`${line}\n`),
    interrupted: context.interrupted,
  })
}

function foldersOf(context: Context): StackFolders {
  return stackFolders(context.directory, cacheDirectory(context.environment))
}

async function up(options: PortOptions, context: Context): Promise<ExitCode> {
  const stack = await startStackHere(context, askedPorts(options, context))
  const statuses = await stackStatus(foldersOf(context))
  const rows = statuses.map(({ name, endpoint }) => [name, endpoint])
  const { length } = stack.started
  context.stdout.write(`${length === 0 ? 'The stack is already up.' : `The stack is up (${length} started).`}\n`)
  context.stdout.write(table(rows))
  if (stack.endpoints.preview !== undefined)
    context.stderr.write('Without a grafana on the PATH, the preview shows the dashboards in its place.\n')
  return exitCode.held
}

async function down(options: { volumes?: true }, context: Context): Promise<ExitCode> {
  const { directory, environment, interrupted } = context
  const volumes = options.volumes === true
  const stopped = await stopStack(directory, cacheDirectory(environment), { volumes, interrupted })
  context.stdout.write(stopped.length === 0 ? 'Nothing was running.\n' : `Stopped: ${stopped.join(', ')}\n`)
  if (volumes) context.stdout.write('All its data is deleted.\n')
  return exitCode.held
}

function indented(text: string): string {
  return text.replace(/^/gm, '    ')
}

function describeStatus(statuses: readonly PartStatus[]): string {
  if (statuses.length === 0) return 'The stack is not up. Start it with: npx sidelight stack up\n'
  const rows = statuses.map(({ name, condition, endpoint, pid }) => [
    name,
    condition,
    endpoint,
    pid === undefined ? '' : String(pid),
  ])
  const troubles = statuses.filter(({ lastWords }) => lastWords !== undefined)
  const ends = troubles.map(({ name, lastWords }) => `\nThe log of ${name} ends with:\n${indented(lastWords ?? '')}\n`)
  return `${table([['PART', 'STATE', 'ADDRESS', 'PROCESS'], ...rows])}${ends.join('')}`
}

async function status(options: { json?: true }, context: Context): Promise<ExitCode> {
  const statuses = await stackStatus(foldersOf(context))
  context.stdout.write(options.json ? `${JSON.stringify({ parts: statuses }, null, 2)}\n` : describeStatus(statuses))
  const isUp = statuses.length > 0 && statuses.every(({ condition }) => condition === 'up')
  return isUp ? exitCode.held : exitCode.broken
}

function parsePart(text: string): PartName {
  const part = partNames.find((name) => name === text)
  if (part !== undefined) return part
  throw new InvalidArgumentError(`The parts are ${partNames.join(', ')}.`)
}

function parseLines(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number.')
}

async function logs(
  part: PartName | undefined,
  options: { follow?: true; lines: number },
  context: Context,
): Promise<ExitCode> {
  const folders = foldersOf(context)
  const names = part === undefined ? partNames : [part]
  const width = Math.max(...names.map(({ length }) => length))
  const print = (name: PartName, text: string) =>
    context.stdout.write(part === undefined ? `${name.padEnd(width)} | ${text}\n` : `${text}\n`)
  if (!names.some((name) => existsSync(logFile(folders, name))))
    context.stderr.write('Nothing was started here yet: there is no log. Start the stack with: sidelight stack up\n')
  for (const name of names) {
    const text = options.lines === 0 ? '' : await tail(logFile(folders, name), options.lines)
    if (text !== '') for (const line of text.split('\n')) print(name, line)
  }
  const { interrupted, stdout } = context
  const until = stdout.gone === undefined ? interrupted : AbortSignal.any([interrupted, stdout.gone])
  if (options.follow) await followLogs(folders, names, print, until)
  return exitCode.held
}

/** `sidelight stack up|down|status|logs`: the real stack as child processes, without Docker. */
export function stackCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('stack').description('start, stop and inspect the stack without Docker')
  addPortOptions(command.command('up'))
    .description('start what does not run yet; start anew what changed; reload changed rules')
    .addHelpText(
      'after',
      `
Environment: DATABASE_URL (a PostgreSQL of your own; then none is started), ALERT_WEBHOOK_URL (where alerts are
delivered), GRAFANA_ADMIN_PASSWORD (allows to log in), SIDELIGHT_CACHE (where tools and data are kept).`,
    )
    .action(async (options: PortOptions) => finish(await up(options, context)))
  command
    .command('down')
    .description('stop what "stack up" started, and nothing else')
    .option('--volumes', 'delete its data, too')
    .action(async (options: { volumes?: true }) => finish(await down(options, context)))
  command
    .command('status')
    .description('what runs, where, and why something does not; ends with 1 unless all is up')
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: true }) => finish(await status(options, context)))
  command
    .command('logs')
    .description('what the parts have written since they were started last')
    .argument('[part]', `one of ${partNames.join(', ')}`, parsePart)
    .option('-f, --follow', 'go on until interrupted')
    .option('-n, --lines <number>', 'how many lines of each part', parseLines, 20)
    .action(async (part: PartName | undefined, options: { follow?: true; lines: number }) =>
      finish(await logs(part, options, context)),
    )
  return command
}
