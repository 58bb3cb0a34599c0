#!/usr/bin/env node
import { resolve } from 'node:path'
import { Command, CommanderError } from 'commander'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import { product } from '../model/names.ts'
import { askAt } from './ask.ts'
import type { Context } from './context.ts'
import { fileTrouble } from './file-trouble.ts'
import { packageVersion } from './package-root.ts'
import { standardStream } from './standard-stream.ts'
import { terminalOf } from './terminal.ts'

type Load = () => Promise<(context: Context, finish: (code: ExitCode) => void) => Command>

// Each command is a file that is read only when it is asked for: the start of the process stays short.
const commands: Readonly<Record<string, { readonly summary: string; readonly load: Load }>> = {
  generate: {
    summary: 'write dashboards, rules, alerts and runbooks from services/ into generated/',
    load: async () => (await import('./generate.ts')).generateCommand,
  },
  demo: {
    summary: 'stack up, a basic load, its verdict, and where to look',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  load: {
    summary: 'run a load scenario and judge it against the SLOs',
    load: async () => (await import('./load.ts')).loadCommand,
  },
  bundle: {
    summary: 'write load scenarios as single files, for k6 in containers and under operators',
    load: async () => (await import('./bundle.ts')).bundleCommand,
  },
  results: {
    summary: 'the runs that were stored, and the verdict on each',
    load: async () => (await import('./results-command.ts')).resultsCommand,
  },
  'setup-load-test': {
    summary: 'check all that a load test needs, and try each operation once',
    load: async () => (await import('./setup-load-test.ts')).setupLoadTestCommand,
  },
  'find-breaking-point': {
    summary: 'raise the load until the SLOs break: at which rate, and what saturates first',
    load: async () => (await import('./find-breaking-point.ts')).findBreakingPointCommand,
  },
  'run-extreme-stress-test': {
    summary: 'load far beyond capacity, watch the recovery, compare before and after',
    load: async () => (await import('./run-extreme-stress-test.ts')).runExtremeStressTestCommand,
  },
  stack: {
    summary: 'start, stop and inspect the stack without Docker',
    load: async () => (await import('./stack.ts')).stackCommand,
  },
  preview: {
    summary: 'show dashboards in a browser without Grafana',
    load: async () => (await import('./preview.ts')).previewCommand,
  },
  snapshot: {
    summary: 'picture a dashboard at any time range, as SVG or PNG',
    load: async () => (await import('./snapshot.ts')).snapshotCommand,
  },
  lint: {
    summary: 'judge dashboards by rules, and the metrics that they and the rules use by what the service exposes',
    load: async () => (await import('./lint.ts')).lintCommand,
  },
  dashboards: {
    summary: 'deploy the dashboards to a Grafana, and compare them with it',
    load: async () => (await import('./dashboards.ts')).dashboardsCommand,
  },
  monitor: {
    summary: "watch a service's signals in the terminal",
    load: async () => (await import('./monitor.ts')).monitorCommand,
  },
  slo: {
    summary: 'how the SLOs stand: error budgets, and what the policy says',
    load: async () => (await import('./slo.ts')).sloCommand,
  },
  doctor: {
    summary: 'what is missing on this machine, and how to get it',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
}

function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (!controller.signal.aborted) process.stderr.write(`\n${signal}: stopping, please wait\n`)
      controller.abort(signal)
    })
  return controller.signal
}

/** Directory option, wherever it stands before the command: `sidelight -C other generate`. */
function programFor(context: Context): Command {
  return new Command(product)
    .description(
      'Observability as code: dashboards, SLO rules, alerts, load tests and their verdict from one definition.',
    )
    .version(packageVersion(), '-V, --version')
    .option('-C, --directory <path>', 'the working repository, with services/ and generated/', context.directory)
    .enablePositionalOptions()
    .showHelpAfterError(`(${product} --help lists the commands)`)
    .addHelpText(
      'after',
      '\nExit codes: 0 all held · 1 a promise broken, or drift · 2 usage or definition · 3 not measured · 130 interrupted',
    )
}

async function run(words: readonly string[], context: Context): Promise<ExitCode> {
  let code: ExitCode = exitCode.held
  const finish = (result: ExitCode) => {
    code = result
  }
  const program = programFor(context)
  const bare = programFor(context).exitOverride().allowUnknownOption().helpOption(false)
  const name = bare.parseOptions([...words]).operands.find((word) => word in commands)
  const directory = resolve(context.directory, String(bare.opts()['directory']))
  for (const [word, { summary, load }] of Object.entries(commands))
    program.addCommand(
      word === name ? (await load())({ ...context, directory }, finish) : new Command(word).description(summary),
    )
  const exiting = (command: Command): void => {
    command.exitOverride()
    for (const child of command.commands) exiting(child)
  }
  exiting(program)
  await program.parseAsync([...words], { from: 'user' })
  return context.interrupted.aborted ? exitCode.interrupted : code
}

function failed(cause: unknown, context: Context): ExitCode {
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? exitCode.held : exitCode.usage
  if (context.interrupted.aborted) return exitCode.interrupted
  const failure = cause instanceof Failure ? cause : fileTrouble(cause)
  if (failure !== undefined) {
    context.stderr.write(`error: ${failure.message}\n${failure.mend}\n`)
    return failure.code
  }
  context.stderr.write(
    `error: ${product} failed in a way that it does not know\n${cause instanceof Error ? cause.stack : String(cause)}\nThis is a defect: please report it with the lines above.\n`,
  )
  return exitCode.usage
}

const [stdout, stderr] = [standardStream(process.stdout), standardStream(process.stderr)]
const context: Context = {
  directory: process.cwd(),
  environment: process.env,
  stdout,
  stderr,
  ...(process.stdout.isTTY ? { terminal: terminalOf(process.stdin, process.stdout) } : {}),
  ...(process.stdin.isTTY ? { ask: askAt(process.stdin, process.stderr) } : {}),
  interrupted: interruption(),
}
const code = await run(process.argv.slice(2), context).catch((cause: unknown) => failed(cause, context))

/** A result that nobody got is not one that held. */
function codeOfDelivery(): ExitCode {
  const lost = stdout.failure()
  if (lost === undefined) return code
  stderr.write(`error: the result could not be written to standard output: ${lost.message}\nMake room for it.\n`)
  return code === exitCode.held ? exitCode.usage : code
}

// Idle connections of a client must not keep the process; what is written must arrive.
process.stdout.write('', () => {
  const last = codeOfDelivery()
  process.stderr.write('', () => process.exit(last))
})
