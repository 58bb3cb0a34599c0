import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import type { Reading } from '../../monitoring/monitors/readings/reading.ts'
import { isUnmeasured, type ServiceSignals } from '../analysis/run.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import { product } from '../model/names.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { checkReport, variablesInForce } from './doctor.ts'
import { beforeAndAfter, comparisonText, toldResources } from './extreme-comparison.ts'
import { loadFleet } from './load-fleet.ts'
import { serviceFor, targetOf } from './load-target.ts'
import { signalSource } from './monitor-setting.ts'
import { type LoadResult, runLoad } from './run-load.ts'
import { prerequisites } from './setup-load-test.ts'
import { addPortOptions } from './stack.ts'
import { type StackPortOptions, silent, withStackWhereNeeded } from './with-stack.ts'

const scenario = 'extreme-stress'

interface ExtremeOptions extends StackPortOptions {
  readonly yes?: true
  readonly rate?: string
  readonly duration?: string
  readonly resultsDir: string
  readonly service?: string
  readonly allowTarget?: true
  readonly keep?: true
  readonly json?: true
  readonly junit?: string
}

function step(context: Context, number: number, what: string): void {
  context.stderr.write(`[${number}/6] ${what}\n`)
}

async function checkMachine({ resultsDir }: ExtremeOptions, context: Context): Promise<void> {
  const missing = (await prerequisites({ resultsDir }, context)).filter(({ state }) => state === 'missing')
  if (missing.length === 0) return
  context.stderr.write(checkReport(missing, variablesInForce(context.environment)))
  throw new Failure(
    'this machine lacks what a load test needs',
    'Mend what is listed above; npx sidelight doctor shows all.',
  )
}

/** Asks whoever sits at the terminal; who does not has to say `--yes`. Throws a Failure where the answer is no. */
async function confirm(service: Service, { yes }: ExtremeOptions, { ask, interrupted }: Context): Promise<void> {
  if (yes) return
  const what = `overloads the ${service.title}: whoever uses it will see errors`
  if (ask === undefined) throw new Failure(`this ${what}`, 'If that is meant, say so with --yes.')
  const answer = await ask(`This ${what}. Go on? [y/N] `, interrupted)
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('nothing was done', 'Answer y, or say --yes.')
}

// A rate looks back over three scrapes: so long after the load it still holds some of it.
const settled = 15_000

/** The signals before the load. A stack that has just come up takes some scrapes to tell them all. */
async function signalsAtRest(service: Service, read: () => Promise<Reading>, context: Context): Promise<Reading> {
  step(context, 3, 'signals at rest')
  const patience = performance.now() + settled
  for (;;) {
    const reading = await read()
    const isWhole = toldResources(service).every((name) => !isUnmeasured(reading.levels[name]))
    if (isWhole || performance.now() > patience) return reading
    await sleep(1_000, undefined, { signal: context.interrupted })
  }
}

/** The signals once what they look back over lies behind the load; none where nobody waits for them. */
async function signalsAfter(read: () => Promise<Reading>, context: Context): Promise<Reading | undefined> {
  if (context.interrupted.aborted) return undefined
  step(context, 5, `signals after the recovery, in ${settled / 1000} s`)
  await sleep(settled, undefined, { signal: context.interrupted }).catch(() => undefined)
  return context.interrupted.aborted ? undefined : read()
}

async function stressed(service: Service, options: ExtremeOptions, given: Context): Promise<ExitCode> {
  const { rate, duration } = options
  const context = {
    ...given,
    environment: {
      ...given.environment,
      ...(rate === undefined ? {} : { TEST_MAX_RATE: rate }),
      ...(duration === undefined ? {} : { TEST_DURATION: duration }),
    },
  }
  const allowTarget = options.allowTarget === true
  const source = signalSource(service, targetOf(service, context.environment, allowTarget))
  const before = await signalsAtRest(service, () => source.read(), context)
  step(context, 4, `load and recovery; \`npx ${product} monitor stress\` in another terminal shows the golden signals`)
  const result = await runLoad(
    { scenario, service: options.service, resultsDirectory: options.resultsDir, allowTarget, junit: options.junit },
    options.json ? silent(context) : context,
  )
  const after = await signalsAfter(() => source.read(), context)
  step(context, 6, 'before and after')
  await report(service, { result, before, after }, options, context)
  return result.code
}

async function report(
  service: Service,
  { result, before, after }: { result: LoadResult; before: Reading; after: Reading | undefined },
  options: ExtremeOptions,
  context: Context,
): Promise<void> {
  const text = await readFile(join(result.resultsDirectory, 'signals.json'), 'utf8')
  const during = JSON.parse(text) as ServiceSignals
  const comparison = beforeAndAfter(service, result.verdict, { before, during, after })
  context.stdout.write(
    options.json ? `${JSON.stringify({ comparison, verdict: result.verdict }, null, 2)}\n` : comparisonText(comparison),
  )
}

async function run(options: ExtremeOptions, context: Context): Promise<ExitCode> {
  const service = serviceFor(await loadFleet(context.directory), options.service, ['wallet'])
  targetOf(service, context.environment, options.allowTarget === true)
  await confirm(service, options, context)
  step(context, 1, 'prerequisites')
  await checkMachine(options, context)
  step(context, 2, 'service and Prometheus')
  const needs = { service, allowed: options.allowTarget === true, keep: options.keep === true, ports: options }
  return withStackWhereNeeded(needs, context, (there) => stressed(service, options, there))
}

/** `sidelight run-extreme-stress-test`: overloads the service and watches it come back; ends with the code of that run's verdict. */
export function runExtremeStressTestCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('run-extreme-stress-test')
    .description('load the service far beyond its capacity, watch it recover, and compare it before and after')
    .option('-y, --yes', 'do not ask first')
    .option('--rate <rate>', 'requests per second, such as 5000/s')
    .option('--duration <time>', 'how long the load lasts, such as 30s')
    .option('--service <name>', 'which service of the fleet is loaded')
    .option('--results-dir <path>', 'where results go', 'results')
    .option('--allow-target', 'load a service that is not on this machine')
    .option('--keep', 'leave the stack up, where this started it')
    .option('--junit <file>', 'write the verdict as JUnit XML, too')
    .option('--json', 'print comparison and verdict as JSON')
    .addHelpText(
      'after',
      `
Ends with 0 where the service was overloaded and recovered in time, 1 where it did not recover, 3 where the load was not
beyond its capacity. Ctrl-C ends the load, keeps what was measured, and stops what was started.`,
    )
  return addPortOptions(command).action(async (options: ExtremeOptions) => {
    const code = await run(options, context)
    finish(context.interrupted.aborted ? exitCode.interrupted : code)
  })
}
